-- CreateTable
CREATE TABLE "project" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "billing_zone" TEXT NOT NULL DEFAULT 'UTC',
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "declared_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "hash_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_type" (
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "failure_cost_nano" BIGINT,
    "success_floor" DOUBLE PRECISION,

    CONSTRAINT "task_type_pkey" PRIMARY KEY ("project_id","name")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mark" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "project_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "label" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_request" (
    "project_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_request_pkey" PRIMARY KEY ("project_id","key")
);

-- CreateTable
CREATE TABLE "call" (
    "project_id" UUID NOT NULL,
    "task_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "trace_id" TEXT NOT NULL,
    "span_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "own_task" BOOLEAN NOT NULL,
    "ended_at" TIMESTAMPTZ(6) NOT NULL,
    "parent_span_id" TEXT,
    "scope" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "request_model" TEXT,
    "response_model" TEXT,
    "response_id" TEXT,
    "request_id" TEXT,
    "service_tier" TEXT,
    "streamed" BOOLEAN,
    "ttft_ms" DOUBLE PRECISION,
    "http_status" INTEGER,
    "error_type" TEXT,
    "input_uncached" BIGINT,
    "cache_read" BIGINT,
    "cache_write_5m" BIGINT,
    "cache_write_1h" BIGINT,
    "output" BIGINT,
    "reasoning" BIGINT,
    "has_usage" BOOLEAN NOT NULL,
    "input_rule" TEXT NOT NULL,
    "usage_raw" TEXT,
    "cost_nano" BIGINT,
    "cost_input_nano" BIGINT,
    "possibly_billed_nano" BIGINT,
    "estimated" BOOLEAN NOT NULL,
    "price_source" TEXT,
    "failure" TEXT NOT NULL,
    "quota" BOOLEAN NOT NULL,
    "resend_count" INTEGER,
    "json" TEXT,
    "tools_hash" TEXT,
    "prefix_hash" TEXT,
    "request_hash" TEXT,
    "input_chars" INTEGER,
    "marked_reask" BOOLEAN,
    "from_cache" BOOLEAN NOT NULL,
    "key" TEXT NOT NULL,
    "attribute_count" INTEGER NOT NULL,
    "detail" JSON NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "call_pkey" PRIMARY KEY ("project_id","task_id","started_at","trace_id","span_id","content_hash")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "task_event" (
    "project_id" UUID NOT NULL,
    "task_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "own_task" BOOLEAN NOT NULL,
    "kind" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(6) NOT NULL,
    "trace_id" TEXT,
    "span_id" TEXT,
    "parent_span_id" TEXT,
    "scope" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "attribute_count" INTEGER NOT NULL,
    "facts" JSON NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_event_pkey" PRIMARY KEY ("project_id","task_id","started_at","id","content_hash")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "trace_task" (
    "project_id" UUID NOT NULL,
    "trace_id" TEXT NOT NULL,
    "task_id" TEXT,
    "shared" BOOLEAN NOT NULL,

    CONSTRAINT "trace_task_pkey" PRIMARY KEY ("project_id","trace_id")
);

-- CreateTable
CREATE TABLE "task" (
    "project_id" UUID NOT NULL,
    "task_id" TEXT NOT NULL,
    "task_type" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6) NOT NULL,
    "outcome" TEXT,
    "outcome_source" TEXT,
    "outcome_at" TIMESTAMPTZ(6),
    "failure_reason" TEXT,
    "entry_model" TEXT NOT NULL,
    "closing_model" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "input_size" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "user_id" TEXT,
    "version" TEXT,
    "tags" JSONB NOT NULL,
    "checks" JSONB NOT NULL,
    "calls" INTEGER NOT NULL,
    "other_calls" INTEGER NOT NULL,
    "retries" INTEGER,
    "reasks" INTEGER NOT NULL,
    "cost_nano" BIGINT NOT NULL,
    "waste_nano" BIGINT NOT NULL,
    "unpriced_calls" INTEGER NOT NULL,
    "failures" JSONB NOT NULL,
    "clean" BOOLEAN NOT NULL,
    "frozen" BOOLEAN NOT NULL DEFAULT false,
    "rows_from" TIMESTAMPTZ(6) NOT NULL,
    "rows_to" TIMESTAMPTZ(6) NOT NULL,
    "contribution" JSON NOT NULL,
    "folded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_pkey" PRIMARY KEY ("project_id","task_id")
);

-- CreateTable
CREATE TABLE "task_dirty" (
    "id" BIGSERIAL NOT NULL,
    "project_id" UUID NOT NULL,
    "task_id" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,
    "marked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_dirty_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fold_state" (
    "project_id" UUID NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,
    "folded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fold_state_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "task_cell" (
    "project_id" UUID NOT NULL,
    "split" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(6) NOT NULL,
    "dimensions_hash" BYTEA NOT NULL,
    "tag_value" TEXT NOT NULL,
    "task_type" TEXT NOT NULL,
    "entry_model" TEXT NOT NULL,
    "closing_model" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "input_size" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "checks" JSONB NOT NULL DEFAULT '{}',
    "sums" BYTEA NOT NULL,
    "ttft_ms" BYTEA NOT NULL,
    "duration_ms" BYTEA NOT NULL,
    "output_tokens_per_s" BYTEA NOT NULL,

    CONSTRAINT "task_cell_pkey" PRIMARY KEY ("project_id","split","tier","bucket","dimensions_hash")
);

-- CreateTable
CREATE TABLE "call_cell" (
    "project_id" UUID NOT NULL,
    "split" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(6) NOT NULL,
    "dimensions_hash" BYTEA NOT NULL,
    "model" TEXT NOT NULL,
    "model_provider" TEXT NOT NULL,
    "task_type" TEXT NOT NULL,
    "service_tier" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "checks" JSONB NOT NULL DEFAULT '{}',
    "sums" BYTEA NOT NULL,
    "ttft_ms" BYTEA NOT NULL,
    "duration_ms" BYTEA NOT NULL,
    "output_tokens_per_s" BYTEA NOT NULL,

    CONSTRAINT "call_cell_pkey" PRIMARY KEY ("project_id","split","tier","bucket","dimensions_hash")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(6),
    "refresh_token_expires_at" TIMESTAMPTZ(6),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "project_slug_key" ON "project"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_project_id_idx" ON "api_key"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "mark_project_id_at_label_kind_key" ON "mark"("project_id", "at", "label", "kind");

-- CreateIndex
CREATE INDEX "task_project_id_started_at_task_id_idx" ON "task"("project_id", "started_at" DESC, "task_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- AddForeignKey
ALTER TABLE "task_type" ADD CONSTRAINT "task_type_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mark" ADD CONSTRAINT "mark_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Cells and tasks are updated in place: room on the page keeps those updates off the indexes.
ALTER TABLE "task_cell" SET (fillfactor = 60);
ALTER TABLE "call_cell" SET (fillfactor = 60);
ALTER TABLE "task" SET (fillfactor = 80);
-- The queue empties as fast as it fills: vacuum by count, not by share.
ALTER TABLE "task_dirty" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
