import { ChartSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";
import { REVIEW_HEIGHT } from "./_panels/review-height.ts";

export default function ReviewLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <ChartSkeleton height={REVIEW_HEIGHT} />
    </>
  );
}
