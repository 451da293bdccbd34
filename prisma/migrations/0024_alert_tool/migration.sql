-- AlterTable
ALTER TABLE "alert_rule" ADD COLUMN "tool" TEXT NOT NULL DEFAULT '';
