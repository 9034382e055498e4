import { beforeAll, describe, expect, test } from "vitest";
import { createGrammars } from "../../packages/aperture/src/control/grammars.ts";
import { loadPrices } from "../../packages/aperture/src/control/prices.ts";
import { createCompress } from "../../packages/engine/src/compression/compress.ts";
import type { Compress } from "../../packages/engine/src/compression/contract.ts";
import { loadTranscripts } from "../../packages/engine/src/dialects/testing/load-transcripts.ts";
import { cacheRules } from "../../packages/engine/src/governor/prices.ts";
import type { Stage } from "../../packages/engine/src/stage/stage.ts";
import { type Entries, terms } from "../bench/context/bill.ts";
import { billOf } from "../bench/context/measure.ts";
import { raw } from "../bench/context/methods/raw.ts";
import { autoSteps } from "../bench/context/pipeline/auto-steps.ts";
import { type ReplayedTurn, replay } from "../bench/context/pipeline/replay.ts";
import { type RecordedSession, readSession } from "../bench/context/session.ts";
import { expectNeverDearer, expectNoAccident, firstDifference } from "../support/laws/cache-safe.ts";

// Law 3: what a provider has cached is never rewritten by accident. Every recorded session goes through the whole pipeline in
// mode `auto`, at both lifetimes, against a provider that bills by the cache's rules.

const transcripts = loadTranscripts();
const grammars = createGrammars();
let compress: Compress;
beforeAll(async () => {
  await grammars.all();
  compress = createCompress({ skeleton: grammars.skeleton });
});

const prices = loadPrices();
const ttls = ["5m", "1h"] as const;
/** What the sessions lack: with the frame they were billed with, and with none at all. */
const frames = process.env.APERTURE_DEEP === "1" ? [true, false] : [true];
const entries: readonly Entries[] = process.env.APERTURE_DEEP === "1" ? ["blocks", "marks"] : ["blocks"];
const cases = frames.flatMap((frame) =>
  entries.flatMap((where) =>
    ttls.flatMap((ttl) =>
      transcripts.map((transcript) => ({
        name: `${transcript.id}, ${ttl}, ${where}${frame ? "" : ", no frame"}`,
        session: readSession(transcript, frame),
        ttl,
        where,
      })),
    ),
  ),
);

function run(session: RecordedSession, ttl: "5m" | "1h", where: Entries, broken?: Breaking): ReplayedTurn[] {
  const rules = cacheRules(prices, session.transcript.model, "anthropic");
  const steps = autoSteps(compress, broken?.wrap);
  return [...replay(session, { steps, compress, rules, ttl, entries: where })];
}

describe.each(cases)("$name", ({ session, ttl, where }) => {
  test("what is cached is rewritten only where that is forced or pays, and no turn's bill is 0.5 % above untouched", () => {
    const turns = run(session, ttl, where);
    const untouched = billOf(session, raw.run(session, ttl).requests, terms[ttl], where);
    expectNeverDearer(turns, untouched);
    expectNoAccident(turns);
  });
});

interface Breaking {
  /** Stages that throw from some turn on. */
  readonly wrap: (stage: Stage) => Stage;
}

test.each(["assignZones", "condense", "enforceBudget"])("a failing %s changes nothing that is cached", (name) => {
  for (const transcript of transcripts.slice(0, 2)) {
    const session = readSession(transcript);
    const half = Math.floor(session.turns.length / 2);
    const wrap = (stage: Stage): Stage =>
      stage.name !== name
        ? stage
        : {
            name,
            process(blocks, context) {
              if (context.turn > half) throw new Error("broken on purpose");
              return stage.process(blocks, context);
            },
          };
    const turns = run(session, "1h", "blocks", { wrap });
    const failed = turns.filter(({ result }) => result.runs.some(({ error }) => error !== null));
    expect(failed.length).toBe(session.turns.length - half);
    const applied = turns[half - 1]!.result.decision!.sent.size;
    expect(applied).toBeGreaterThan(0);
    for (const { result } of failed) {
      expect(result.decision!.sent.size).toBeGreaterThanOrEqual(applied);
      const changed = firstDifference(result.baseline!.emission, result.decision!.emission);
      if (changed < result.baseline!.warm.parts) expect(result.decision!.rewrite?.cause).toBe("pays");
    }
  }
});

test("the same session gives the same bytes", () => {
  for (const transcript of transcripts.slice(0, 1)) {
    const session = readSession(transcript);
    const texts = (turns: readonly ReplayedTurn[]) => turns.map(({ request }) => request.parts.map(({ text }) => text));
    expect(texts(run(session, "5m", "blocks"))).toEqual(texts(run(session, "5m", "blocks")));
  }
});
