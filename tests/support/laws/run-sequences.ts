import { loadTranscripts } from "@aperture/engine/dialects/testing/load-transcripts";
import type { DialectId } from "@aperture/sdk";
import fc from "fast-check";
import { inventedSession } from "../strict/invented-session.ts";
import { endSequence } from "./end-sequence.ts";
import type { Step } from "./steps.ts";
import { TranscriptClient } from "./transcript-client.ts";
import { World } from "./world.ts";

const transcripts = [inventedSession, ...loadTranscripts()];

export interface Sequences {
  readonly dialect: DialectId;
  readonly steps: fc.Arbitrary<Step>[];
  readonly numRuns: number;
  /** Before the end, where everything is taken back and held against the client's own bytes. */
  readonly finish?: (world: World) => Promise<void> | void;
}

/** Random steps on recorded sessions, from anywhere in them; answers how often what happened. Fails with the shortest sequence that fails. */
export async function runSequences({ dialect, steps, numRuns, finish }: Sequences): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
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
          await finish?.(world);
          await endSequence(world);
        } finally {
          world.close();
          for (const [what, count] of world.seen) seen.set(what, (seen.get(what) ?? 0) + count);
        }
      },
    ),
    { numRuns },
  );
  return seen;
}
