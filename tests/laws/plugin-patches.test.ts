import { dialectIds } from "@aperture/engine/dialects/testing/fixture";
import { loadTranscripts } from "@aperture/engine/dialects/testing/load-transcripts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientSteps, sending } from "../support/laws/client-steps.ts";
import { endSequence } from "../support/laws/end-sequence.ts";
import { operationSteps } from "../support/laws/operation-steps.ts";
import { pluginSteps } from "../support/laws/plugin-steps.ts";
import type { Step } from "../support/laws/steps.ts";
import { TranscriptClient } from "../support/laws/transcript-client.ts";
import { wisher } from "../support/laws/wishing-plugin.ts";
import { World } from "../support/laws/world.ts";
import { inventedSession } from "../support/strict/invented-session.ts";

/**
 * Laws 2 and 3 with plugins: whatever a plugin with every permission wants of whatever conversation, among what users do, each request that
 * leaves is one its provider accepts, holds what was applied and the client's bytes elsewhere, and keeps what is cached; one command takes back
 * all it ever did.
 */
const isDeep = process.env.APERTURE_DEEP === "1";
/** Per dialect. */
const numRuns = isDeep ? 150 : 8;
const transcripts = [inventedSession, ...loadTranscripts()];

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
      const seen = new Map<string, number>();
      let changes = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.nat(transcripts.length - 1),
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          fc.boolean(),
          fc.commands(steps, { maxCommands: 40, size: "max" }),
          async (which, where, isLong, commands) => {
            const world = new World({ client: new TranscriptClient(transcripts[which]!, dialect, where), isLong });
            try {
              await world.send();
              await fc.asyncModelRun(() => ({ model: { requests: 1 }, real: world }), commands);
              world.wishes = () => [];
              changes += world.changes("pending", "applied").filter(({ actor }) => actor === wisher).length;
              // What it hides in a session that is only looked at stays hidden there.
              world.operations.setControl(`session-${world.session}`, { mode: null });
              await world.program.services.undoAll(wisher);
              const left = world.changes("pending", "applied").filter(({ actor }) => actor === wisher);
              expect(left.map(({ n, kind, state }) => `change-${n} ${kind} ${state}`)).toEqual([]);
              await endSequence(world);
            } finally {
              world.close();
              for (const [what, count] of world.seen) seen.set(what, (seen.get(what) ?? 0) + count);
            }
          },
        ),
        { numRuns },
      );
      // The law says nothing where nothing happens.
      expect(changes).toBeGreaterThan(isDeep ? numRuns / 2 : 0);
      expect(seen.get("warm requests")).toBeGreaterThan(isDeep ? numRuns : 0);
    },
    isDeep ? 1_800_000 : 120_000,
  );
});
