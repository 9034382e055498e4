import { defineConfig } from "vitest/config";

// One process per project file set: isolation off is 5× faster here, so tests clean up what they open.
const shared = { pool: "forks", isolate: false, testTimeout: 60_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "apps/*/src/**/*.test.ts",
            "scripts/**/*.test.ts",
            "tests/laws/**/*.test.ts",
          ],
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: ["tests/{integration,attacks,faults}/**/*.test.ts"],
          fileParallelism: false,
        },
      },
      { test: { ...shared, name: "browser", include: ["tests/browser/**/*.test.ts"], fileParallelism: false } },
    ],
    coverage: {
      provider: "v8",
      include: ["packages/sdk/src/**", "packages/engine/src/**"],
      reporter: ["text-summary"],
    },
  },
});
