import { defineConfig } from "vitest/config";

const project = (name: string, extra: Record<string, unknown> = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project("unit"),
      project("compliance", { testTimeout: 60_000 }),
      project("integration", {
        testTimeout: 30_000,
        hookTimeout: 60_000,
        globalSetup: ["tests/support/database-template.ts"],
      }),
    ],
  },
});
