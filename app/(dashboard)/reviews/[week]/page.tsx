import type { Metadata } from "next";
import { PageLink } from "#components/controls/page-link.tsx";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { PrintButton } from "#components/review/print-button.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { ChartSkeleton } from "#components/states/skeletons.tsx";
import { BUTTON } from "#components/ui/button.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import { parseWeek, weekOf, type IsoWeek } from "#lib/review/iso-week.ts";
import { openProject } from "../../_data/open-project.ts";
import { ChangePanel } from "../_panels/change.tsx";
import { DecisionsPanel } from "../_panels/decisions.tsx";
import { FiguresPanel } from "../_panels/figures.tsx";
import { AdvicePanel } from "../_panels/advice.tsx";
import { DetailsPanel } from "../_panels/details.tsx";
import { REVIEW_HEIGHT } from "../_panels/review-height.ts";

interface ReviewPageProps {
  readonly params: Promise<{ readonly week: string }>;
}

export async function generateMetadata({ params }: ReviewPageProps): Promise<Metadata> {
  return { title: `Cost review of ${(await params).week}` };
}

export default async function ReviewPage({ params }: ReviewPageProps) {
  const week = readWeek((await params).week);
  const { project } = await openProject();
  const [before, after] = [-1, 7].map((days) => weekOf(new Date(week.from.getTime() + days * DAY_MS)));
  return (
    <>
      <PageHead title={`Cost review of ${week.name}`} simulated={project.simulated}>
        <div className="no-print flex flex-wrap gap-2">
          <PageLink href={`/reviews/${before?.name ?? ""}`} className={BUTTON}>
            Week before
          </PageLink>
          {after !== undefined && after.from.getTime() <= Date.now() ? (
            <PageLink href={`/reviews/${after.name}`} className={BUTTON}>
              Week after
            </PageLink>
          ) : null}
          <a href={`/api/v1/reviews/${week.name}?format=md`} download={`outturn-${week.name}.md`} className={BUTTON}>
            Markdown
          </a>
          <a href={`/api/v1/reviews/${week.name}?format=csv`} download={`outturn-${week.name}.csv`} className={BUTTON}>
            CSV
          </a>
          <PrintButton />
        </div>
      </PageHead>
      <Suspense fallback={<ChartSkeleton height={REVIEW_HEIGHT} />}>
        <FiguresPanel week={week.name} />
        <AdvicePanel week={week.name} />
        <ChangePanel week={week.name} />
        <DetailsPanel week={week.name} />
        <DecisionsPanel week={week.name} />
      </Suspense>
    </>
  );
}

function readWeek(text: string): IsoWeek {
  try {
    return parseWeek(text);
  } catch {
    notFound();
  }
}
