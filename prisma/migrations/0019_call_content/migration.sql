-- AlterTable
ALTER TABLE "project" ADD COLUMN     "content_capture" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "content_days" INTEGER NOT NULL DEFAULT 14,
ADD COLUMN     "content_patterns" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "call_content" (
    "project_id" UUID NOT NULL,
    "task_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "trace_id" TEXT NOT NULL,
    "span_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "own_task" BOOLEAN NOT NULL,
    "conversation" TEXT,
    "key_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "call_content_pkey" PRIMARY KEY ("project_id","task_id","started_at","trace_id","span_id","content_hash")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "content_key" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "project_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(6),

    CONSTRAINT "content_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "call_content_project_id_started_at_idx" ON "call_content"("project_id", "started_at");

-- CreateIndex
CREATE INDEX "content_key_project_id_idx" ON "content_key"("project_id");

-- AddForeignKey
ALTER TABLE "content_key" ADD CONSTRAINT "content_key_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
