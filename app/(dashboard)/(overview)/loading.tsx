import { HeadlineSkeleton, Loading, PageTopSkeleton } from "#components/states/skeletons.tsx";

export default function OverviewLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <HeadlineSkeleton />
    </>
  );
}
