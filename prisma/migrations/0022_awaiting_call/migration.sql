-- CreateTable
CREATE TABLE "awaiting_call" (
    "project_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "response_id" TEXT NOT NULL,
    "said_at" TIMESTAMPTZ(6) NOT NULL,
    "event" JSONB NOT NULL,
    "looks" INTEGER NOT NULL DEFAULT 0,
    "look_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "awaiting_call_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateIndex
CREATE INDEX "awaiting_call_look_at_idx" ON "awaiting_call"("look_at");
