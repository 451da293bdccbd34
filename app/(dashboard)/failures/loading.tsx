import { ChartSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

export default function FailuresLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <ChartSkeleton height={480} />
    </>
  );
}
