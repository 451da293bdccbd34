import { ChartSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

export default function ModelsLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <ChartSkeleton height={480} />
    </>
  );
}
