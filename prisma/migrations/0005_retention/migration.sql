-- AlterTable
ALTER TABLE "project" ADD COLUMN     "retention_days" INTEGER;

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "late_at" TIMESTAMPTZ(6);
