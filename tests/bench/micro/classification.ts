import { createSteps } from "../../../packages/aperture/src/control/governor/built-in-stages.ts";
import { loadPrices } from "../../../packages/aperture/src/control/prices.ts";
import { plainProfile } from "../../../packages/aperture/src/library/plain-profile.ts";
import { nativeBytes } from "../../../packages/aperture/src/sessions/native-bytes.ts";
import { openRequest, type Reading, understand } from "../../../packages/aperture/src/sessions/read-request.ts";
import { createCompress } from "../../../packages/engine/src/compression/compress.ts";
import { createCondense } from "../../../packages/engine/src/condense/condense.ts";
import { anthropic } from "../../../packages/engine/src/dialects/anthropic/anthropic.ts";
import type { Document } from "../../../packages/engine/src/document/document.ts";
import type { Change } from "../../../packages/engine/src/governor/change.ts";
import { LiveCache } from "../../../packages/engine/src/governor/live-cache.ts";
import { cacheRules } from "../../../packages/engine/src/governor/prices.ts";
import { isWaiting } from "../../../packages/engine/src/governor/transitions.ts";
import { type PipelineResult, runPipeline } from "../../../packages/engine/src/pipeline/run.ts";
import { Conversation } from "../conversation.ts";
import { percentile } from "../statistics.ts";
import { atMost } from "../verdicts.ts";
import type { MicroResult } from "./micro.ts";

const name = "micro-classification";
const conversations = 12;
/** A daemon runs all day: compiled code is what its users meet. */
const warmUp = 12;
const requests = 8;

/** The pipeline from parse to decide, mode auto, over conversations that go from 960 blocks to 1,040 by ten a request. */
export function measureClassification(): MicroResult {
  const all: number[] = [];
  const byStage = new Map<string, number[]>();
  let blocks = 0;
  for (let index = -warmUp; index < conversations; index++)
    for (const { runs, blocks: seen } of classified(`${name}/${index}`)) {
      if (index < 0) continue;
      const counted = runs.filter(({ stage }) => stage !== "ingest" && stage !== "emit");
      all.push(counted.reduce((sum, { ms }) => sum + ms, 0));
      blocks += seen.length;
      for (const { stage, ms } of counted) byStage.set(stage, [...(byStage.get(stage) ?? []), ms]);
    }
  const stages = [...byStage].map(([stage, ms]) => `${stage} ${percentile(ms, 0.5).toFixed(2)}`);
  const p50 = percentile(all, 0.5);
  return {
    name,
    lines: [
      `\n${name} (${all.length} requests of ${Math.round(blocks / all.length)} blocks, ten of them new)`,
      `  p50 ${p50.toFixed(2)} ms, p99 ${percentile(all, 0.99).toFixed(2)} ms; of that ${stages.join(", ")}`,
    ],
    verdicts: [atMost(name, "parse to decide, p50", p50, 2, "ms")],
  };
}

/** The requests of one conversation behind its first, each through the whole pipeline. */
function* classified(id: string): Generator<PipelineResult> {
  const compress = createCompress({ skeleton: () => null });
  const steps = createSteps({
    compress,
    condense: createCondense({ compress }),
    offered: () => [],
    zonesOf: () => new Map(),
    settingsOf: () => ({
      mode: "auto",
      holdout: false,
      budget: { limit: null, strategy: "warn", lowWater: 0.6 },
      profile: plainProfile,
    }),
  });
  const conversation = new Conversation({ id, size: 500_000, turns: requests * 3, results: 290 });
  const prices = loadPrices();
  const cache = new LiveCache();
  const counts = new Map<string, number>();
  const firstTurns: number[] = [];
  let changes: readonly Change[] = [];
  let document: Document | undefined;
  for (let turn = 1; turn <= requests + 1; turn++) {
    // Three turns of the conversation are ten blocks.
    for (let skipped = 0; skipped < 2; skipped++) conversation.next(false);
    const reading = read(conversation.next(false), document);
    document = reading.document;
    const rules = cacheRules(prices, reading.shape.model, "anthropic");
    while (firstTurns.length < reading.drafts.length) firstTurns.push(turn);
    const result = runPipeline(steps, {
      ...reading,
      dialect: anthropic,
      numbers: reading.drafts.map((_, index) => index + 1),
      session: 1,
      lane: 1,
      turn,
      now: turn * 10_000,
      firstTurn: (block) => firstTurns[block - 1]!,
      tokensOf(hash, text) {
        const known = counts.get(hash);
        if (known === undefined) counts.set(hash, Math.ceil(text.length / 4));
        return known ?? Math.ceil(text.length / 4);
      },
      hash: nativeBytes.hash,
      changes,
      pins: new Map(),
      zones: new Map(),
      restored: new Set(),
      redactions: [],
      isGone: () => false,
      cache,
      rules,
      limit: 200_000,
      allowance: 1_000,
      nothingNew: false,
      compress,
      clock: () => performance.now(),
    });
    changes = carried(changes, result, turn);
    cache.sent(result.decision!.emission, rules, turn * 10_000);
    if (turn > 1) yield result;
  }
}

function read(body: Uint8Array, previous: Document | undefined): Reading {
  const steps = openRequest(body, anthropic, "/v1/messages", previous);
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    if ("opaque" in step.value) throw new Error(step.value.opaque);
    return understand(step.value, anthropic);
  }
}

/** Changes that go on, as the store keeps them. */
function carried(known: readonly Change[], { created, decision }: PipelineResult, turn: number): Change[] {
  const moves = new Map(decision!.moves.map((move) => [move.change, move]));
  return [...known, ...created].flatMap((change) => {
    const move = moves.get(change);
    const now = move ? { ...change, state: move.to, appliedTurn: change.appliedTurn ?? turn } : change;
    return now.state === "applied" || isWaiting(now.state) ? [now] : [];
  });
}
