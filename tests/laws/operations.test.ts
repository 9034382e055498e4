import { dialectIds } from "@aperture/engine/dialects/testing/fixture";
import type fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientSteps, sending } from "../support/laws/client-steps.ts";
import { operationSteps } from "../support/laws/operation-steps.ts";
import { runSequences } from "../support/laws/run-sequences.ts";
import type { Step } from "../support/laws/steps.ts";

/**
 * Laws 2, 3 and 5 together: whatever sequence of operations, requests, waits and restarts, each request that leaves is one its
 * provider accepts, holds what was applied and the client's bytes elsewhere, and keeps what is cached; undone, all is as it was.
 */
const isDeep = process.env.APERTURE_DEEP === "1";
/** Per dialect: 1,200 together in the deep run. */
const numRuns = isDeep ? 300 : 15;

/** Three steps in ten are requests: what was done shows in the next ones. */
const steps: fc.Arbitrary<Step>[] = [
  ...operationSteps,
  ...operationSteps,
  ...clientSteps,
  ...Array.from({ length: 16 }, () => sending),
];

describe.each(dialectIds)("random operations on %s sessions", (dialect) => {
  test(
    "send what the provider accepts, keep what it cached, and can all be undone",
    async () => {
      const seen = await runSequences({ dialect, steps, numRuns });
      const count = (what: RegExp): number =>
        [...seen].reduce((sum, [name, times]) => sum + (what.test(name) ? times : 0), 0);
      // The law says nothing where nothing happens.
      const happens = [/^warm requests/, /^requests while something waits/, /^edited requests/, /free$/];
      for (const what of isDeep ? [...happens, /^as asked/, /^it pays/, /no longer leaves/, /^refused/] : happens)
        expect(count(what), String(what)).toBeGreaterThan(0);
      expect(count(/^warm requests/)).toBeGreaterThan(numRuns);
    },
    isDeep ? 1_800_000 : 60_000,
  );
});
