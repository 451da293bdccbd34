-- AlterTable
ALTER TABLE "decision" ADD COLUMN     "metric" TEXT NOT NULL DEFAULT 'cost_per_success';
