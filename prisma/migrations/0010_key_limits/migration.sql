-- AlterTable
ALTER TABLE "api_key" ADD COLUMN "rate_per_minute" INTEGER;
