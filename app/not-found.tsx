import { PageLink } from "#components/controls/page-link.tsx";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-[560px] px-4 py-16">
      <h1 className="text-[20px] font-semibold">There is nothing at this address</h1>
      <p className="mt-2 text-mute">It may have been mistyped, or what it showed was renamed.</p>
      <p className="mt-3">
        <PageLink href="/" className="link">
          What success costs
        </PageLink>
      </p>
    </main>
  );
}
