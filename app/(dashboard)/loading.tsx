import { ChartSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

/** Of pages that have no skeleton of their own. */
export default function PageLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <ChartSkeleton height={420} />
    </>
  );
}
