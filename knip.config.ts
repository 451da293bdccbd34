import type { KnipConfig } from "knip";

const config: KnipConfig = {
  entry: ["lib/cli/main.ts", "scripts/*.mjs", "bench/*.ts", "examples/*/main.ts", "tests/**/*.test.ts"],
  project: ["{app,bench,components,examples,lib,scripts,tests}/**/*.{ts,tsx,mjs}", "*.{ts,mjs}"],
  // A list that its own file uses is not dead, though nobody else reads it yet.
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    // Run by name from scripts/verify.mjs; the second finds the third by itself.
    "dependency-cruiser",
    "oxlint",
    "oxlint-tsgolint",
    // Named in CSS, or in a path to a font file.
    "tailwindcss",
    "@fontsource-variable/inter",
    // Asked for its Chromium in a one-line program of scripts/chromium.mjs.
    "playwright",
  ],
  // Belongs to Debian.
  ignoreBinaries: ["apt-get"],
};

export default config;
