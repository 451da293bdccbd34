import { Loading, PageTopSkeleton, SectionSkeleton } from "#components/states/skeletons.tsx";

export default function SettingsLoading() {
  return (
    <>
      <Loading />
      <PageTopSkeleton />
      <SectionSkeleton height={78} />
      <SectionSkeleton height={220} />
      <SectionSkeleton height={150} />
      <SectionSkeleton height={200} />
      <SectionSkeleton height={140} />
    </>
  );
}
