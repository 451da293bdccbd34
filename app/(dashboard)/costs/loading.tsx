import { ChartSkeleton, FiguresSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

export default function CostsLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <FiguresSkeleton />
      <ChartSkeleton height={620} />
    </>
  );
}
