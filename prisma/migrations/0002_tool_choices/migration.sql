-- AlterTable
ALTER TABLE "task" ADD COLUMN "tool_choices" JSONB NOT NULL DEFAULT '[]';

-- Every task is folded again, for the figures that its fold has learnt since. Those whose rows are gone keep what they have.
INSERT INTO "task_dirty" ("project_id", "task_id", "first_at", "last_at")
SELECT "project_id", "task_id", "rows_from", "rows_to" FROM "task" WHERE NOT "frozen";
