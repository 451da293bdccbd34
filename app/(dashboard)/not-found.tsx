import Link from "next/link";

export default function DashboardNotFound() {
  return (
    <div className="max-w-[560px] py-10">
      <h1 className="text-[20px] font-semibold">Nothing of that name here</h1>
      <p className="mt-2 text-mute">This project has no calls of it. Names are exact, capitals included.</p>
      <p className="mt-3">
        <Link href="/models" className="link">
          All models
        </Link>
      </p>
    </div>
  );
}
