-- AlterTable
ALTER TABLE "fold_state" ADD COLUMN     "refolded_to" TEXT,
ADD COLUMN     "rules" INTEGER NOT NULL DEFAULT 0;
