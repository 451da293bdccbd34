import { ChartSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

export default function TaskLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <ChartSkeleton height={320} />
    </>
  );
}
