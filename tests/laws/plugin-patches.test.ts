import { dialectIds } from "@aperture/engine/dialects/testing/fixture";
import { ChangeState } from "@aperture/sdk";
import type fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientSteps, sending } from "../support/laws/client-steps.ts";
import { operationSteps } from "../support/laws/operation-steps.ts";
import { pluginSteps } from "../support/laws/plugin-steps.ts";
import { runSequences } from "../support/laws/run-sequences.ts";
import type { Step } from "../support/laws/steps.ts";
import { wisher } from "../support/laws/wishing-plugin.ts";

/**
 * Laws 2 and 3 with plugins: whatever a plugin with every permission wants of whatever conversation, among what users do, each request that
 * leaves is one its provider accepts, holds what was applied and the client's bytes elsewhere, and keeps what is cached; one command takes back
 * all it ever did.
 */
const isDeep = process.env.APERTURE_DEEP === "1";
/** Per dialect. */
const numRuns = isDeep ? 150 : 12;

const steps: fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 12 }, () => pluginSteps[0]!),
  ...pluginSteps.slice(1),
  ...operationSteps,
  ...clientSteps,
  ...Array.from({ length: 20 }, () => sending),
];

describe.each(dialectIds)("a plugin's random patches on %s sessions", (dialect) => {
  test(
    "never make an invalid or cache-breaking request, and are taken back by one command",
    async () => {
      let changes = 0;
      const seen = await runSequences({
        dialect,
        steps,
        numRuns,
        async finish(world) {
          world.wishes = () => [];
          changes += world.changes(...ChangeState.options).filter(({ actor }) => actor === wisher).length;
          // What it hides in a session that is only looked at stays hidden there.
          world.operations.setControl(`session-${world.session}`, { mode: null });
          await world.program.services.undoAll(wisher);
          const left = world.changes("pending", "applied").filter(({ actor }) => actor === wisher);
          expect(left.map(({ n, kind, state }) => `change-${n} ${kind} ${state}`)).toEqual([]);
        },
      });
      // The law says nothing where nothing happens.
      expect(changes).toBeGreaterThan(numRuns / 2);
      expect(seen.get("warm requests")).toBeGreaterThan(numRuns);
    },
    isDeep ? 1_800_000 : 120_000,
  );
});
