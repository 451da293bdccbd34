-- CreateTable
CREATE TABLE "served_model" (
    "project_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "requested" TEXT NOT NULL,
    "served" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "served_model_pkey" PRIMARY KEY ("project_id","provider","requested","served")
);

-- AddForeignKey
ALTER TABLE "served_model" ADD CONSTRAINT "served_model_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
