import { PageLink } from "#components/controls/page-link.tsx";

export default function DashboardNotFound() {
  return (
    <div className="max-w-[560px] py-10">
      <h1 className="text-[20px] font-semibold">Nothing of that name here</h1>
      <p className="mt-2 text-mute">This project has no calls of it. Names are exact, capitals included.</p>
      <p className="mt-3">
        <PageLink href="/models" className="link">
          All models
        </PageLink>
      </p>
    </div>
  );
}
