-- CreateTable
CREATE TABLE "review_schedule" (
    "project_id" UUID NOT NULL,
    "weekday" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "zone" TEXT NOT NULL,
    "channels" UUID[] DEFAULT ARRAY[]::UUID[],
    "next_at" TIMESTAMPTZ(6) NOT NULL,
    "last_week" TEXT,

    CONSTRAINT "review_schedule_pkey" PRIMARY KEY ("project_id")
);

-- AddForeignKey
ALTER TABLE "review_schedule" ADD CONSTRAINT "review_schedule_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
