import { availableParallelism } from "node:os";

import { defineConfig } from "vitest/config";

const project = (name: string, extra: Record<string, unknown> = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...extra },
});

export default defineConfig({
  test: {
    // Left to itself vitest keeps one core free, which on two cores is half of them.
    maxWorkers: availableParallelism(),
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
