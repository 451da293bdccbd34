-- CreateTable
CREATE TABLE "routing_policy" (
    "project_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "note" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_policy_pkey" PRIMARY KEY ("project_id","version")
);

-- AddForeignKey
ALTER TABLE "routing_policy" ADD CONSTRAINT "routing_policy_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
