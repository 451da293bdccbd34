import { ChartSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

export default function TasksLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <ChartSkeleton height={640} />
    </>
  );
}
