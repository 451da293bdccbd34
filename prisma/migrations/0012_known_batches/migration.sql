-- AlterTable
ALTER TABLE "task_dirty" ADD COLUMN "batch" BIGINT;
