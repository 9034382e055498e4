import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// One process per project file set: isolation off is 5× faster here, so tests clean up what they open.
const shared = {
  pool: "forks",
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // What is waited for comes at once, or on a busy machine later: a second is no promise of ours.
  expect: { poll: { timeout: 20_000 } },
} as const;

// Vitest would leave one processor to itself, of two. What it does beside the tests is 1 % of the time.
const processors = availableParallelism();

// Tests of stalls, long tasks and what is taken of the machine: what runs beside them would be measured too.
const alone = {
  integration: ["tests/faults/load.test.ts", "tests/attacks/plugins/{contained,killed}.test.ts"],
  browser: ["tests/browser/weight.test.ts"],
} as const;

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
          maxWorkers: processors,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: ["tests/{integration,attacks,faults}/**/*.test.ts"],
          exclude: [...alone.integration],
          // They wait for processes and answers more than they compute.
          maxWorkers: processors + 1,
          // Some run the program a hundred times: 15 s here, 50 s on a machine with three times as much to do.
          testTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...shared,
          name: "integration-alone",
          include: [...alone.integration],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...shared,
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          exclude: [...alone.browser],
          maxWorkers: processors,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          ...shared,
          name: "browser-alone",
          include: [...alone.browser],
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["packages/sdk/src/**", "packages/engine/src/**"],
      reporter: ["text-summary"],
    },
  },
});
