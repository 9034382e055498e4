import { plainProfile } from "@aperture/aperture/library/plain-profile";
import { dialectIds } from "@aperture/engine/dialects/testing/fixture";
import { ChangeState } from "@aperture/sdk";
import type fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientSteps, sending } from "../support/laws/client-steps.ts";
import { operationSteps } from "../support/laws/operation-steps.ts";
import { ruleSteps } from "../support/laws/rule-steps.ts";
import { runSequences } from "../support/laws/run-sequences.ts";
import type { Step } from "../support/laws/steps.ts";

/**
 * Laws 2 and 3 with presets: whatever rules and templates a session has, come and go among what users do, each request that leaves is one its
 * provider accepts, holds what was applied and the client's bytes elsewhere, keeps what is cached, and all of it can be undone.
 */
const isDeep = process.env.APERTURE_DEEP === "1";
/** Per dialect. */
const numRuns = isDeep ? 150 : 10;

const steps: fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 16 }, () => ruleSteps[0]!),
  ...operationSteps,
  ...clientSteps,
  ...Array.from({ length: 20 }, () => sending),
];

describe.each(dialectIds)("random rules and templates on %s sessions", (dialect) => {
  test(
    "never make an invalid or cache-breaking request, and can be undone",
    async () => {
      let changes = 0;
      const seen = await runSequences({
        dialect,
        steps,
        numRuns,
        finish(world) {
          world.setProfile(plainProfile);
          const isTheirs = ({ actor }: { actor: string }): boolean => /^(?:rule|template):/.test(actor);
          changes += world.changes(...ChangeState.options).filter(isTheirs).length;
        },
      });
      // The law says nothing where nothing happens.
      expect(changes).toBeGreaterThan(numRuns / 2);
      expect(seen.get("warm requests")).toBeGreaterThan(numRuns);
    },
    isDeep ? 1_800_000 : 120_000,
  );
});
