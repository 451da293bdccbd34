-- What a project says about tasks that no instrumentation names, by the start of the tasks it holds for, and how far the rows
-- of its past are placed by it.
ALTER TABLE "project" ADD COLUMN "task_rules" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "project" ADD COLUMN "rules_backlog" JSONB;
