import { ChartSkeleton, HeadlineSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

export default function ModelLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <HeadlineSkeleton />
      <ChartSkeleton height={260} />
    </>
  );
}
