-- CreateTable
CREATE TABLE "alert_rule" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "provider" TEXT NOT NULL DEFAULT '',
    "model" TEXT NOT NULL DEFAULT '',
    "task_type" TEXT NOT NULL DEFAULT '',
    "each" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "sensitivity" TEXT NOT NULL DEFAULT 'normal',
    "threshold" DOUBLE PRECISION,
    "window_minutes" INTEGER,
    "least_calls" INTEGER,
    "budget_nano" BIGINT,
    "channels" UUID[] DEFAULT ARRAY[]::UUID[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "muted_until" TIMESTAMPTZ(6),
    "builtin" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_series" (
    "rule_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "calm_since" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "incident_id" UUID,

    CONSTRAINT "alert_series_pkey" PRIMARY KEY ("rule_id","key")
);

-- CreateTable
CREATE TABLE "alert_incident" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "project_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "acknowledged_at" TIMESTAMPTZ(6),
    "acknowledged_by" TEXT,
    "muted_until" TIMESTAMPTZ(6),
    "reasons" JSON NOT NULL DEFAULT '{}',

    CONSTRAINT "alert_incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_part" (
    "incident_id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "rule_name" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "scope" JSONB NOT NULL,
    "fired_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "finding" JSON NOT NULL,

    CONSTRAINT "alert_part_pkey" PRIMARY KEY ("incident_id","rule_id","key")
);

-- CreateTable
CREATE TABLE "alert_event" (
    "id" BIGSERIAL NOT NULL,
    "incident_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "kind" TEXT NOT NULL,
    "who" TEXT,
    "text" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "alert_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_channel" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_delivery" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "channel_id" UUID NOT NULL,
    "incident_id" UUID,
    "kind" TEXT NOT NULL,
    "message" JSON NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(6),

    CONSTRAINT "alert_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_progress" (
    "project_id" UUID NOT NULL,
    "judged_to" TIMESTAMPTZ(6) NOT NULL,
    "look_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "series" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "alert_progress_pkey" PRIMARY KEY ("project_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "alert_rule_project_id_builtin_key" ON "alert_rule"("project_id", "builtin");

-- CreateIndex
CREATE INDEX "alert_series_incident_id_idx" ON "alert_series"("incident_id");

-- CreateIndex
CREATE INDEX "alert_incident_project_id_opened_at_idx" ON "alert_incident"("project_id", "opened_at" DESC);

-- CreateIndex
CREATE INDEX "alert_event_incident_id_id_idx" ON "alert_event"("incident_id", "id");

-- CreateIndex
CREATE INDEX "alert_channel_project_id_idx" ON "alert_channel"("project_id");

-- CreateIndex
CREATE INDEX "alert_delivery_state_next_at_idx" ON "alert_delivery"("state", "next_at");

-- CreateIndex
CREATE INDEX "alert_delivery_channel_id_created_at_idx" ON "alert_delivery"("channel_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "alert_delivery_incident_id_channel_id_kind_key" ON "alert_delivery"("incident_id", "channel_id", "kind");

-- AddForeignKey
ALTER TABLE "alert_rule" ADD CONSTRAINT "alert_rule_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_series" ADD CONSTRAINT "alert_series_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_incident" ADD CONSTRAINT "alert_incident_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_part" ADD CONSTRAINT "alert_part_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "alert_incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_event" ADD CONSTRAINT "alert_event_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "alert_incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_channel" ADD CONSTRAINT "alert_channel_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "alert_channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "alert_incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;
