import type { Usage } from "@aperture/sdk";
import { allowanceOf } from "../../../../packages/aperture/src/control/governor/pipeline-input.ts";
import type { Compress } from "../../../../packages/engine/src/compression/contract.ts";
import { anthropic } from "../../../../packages/engine/src/dialects/anthropic/anthropic.ts";
import type { Document } from "../../../../packages/engine/src/document/document.ts";
import { parseDocument } from "../../../../packages/engine/src/document/parse-document.ts";
import { nodePort } from "../../../../packages/engine/src/document/testing/node-port.ts";
import type { CacheRules } from "../../../../packages/engine/src/governor/prices.ts";
import type { Step } from "../../../../packages/engine/src/pipeline/pipeline-run.ts";
import type { PipelineResult } from "../../../../packages/engine/src/pipeline/run.ts";
import type { ReplayProvider } from "../../../../packages/engine/src/replay/prompt-provider.ts";
import type { ReplayPlan } from "../../../../packages/engine/src/replay/replay-plan.ts";
import { ReplaySide } from "../../../../packages/engine/src/replay/replay-side.ts";
import { type Billed, type Entries, PromptCache, type SentRequest, terms } from "../bill.ts";
import { blockTokens, countTokens } from "../count-tokens.ts";
import type { RecordedSession } from "../session.ts";
import { agentBodies, frameText } from "./agent-bodies.ts";
import { sentTexts } from "./sent-texts.ts";

export interface ReplayOptions {
  readonly steps: readonly Step[];
  readonly compress: Compress;
  readonly rules: CacheRules;
  readonly ttl: "5m" | "1h";
  readonly entries: Entries;
  /** The bench's naive mode: whatever is wanted is done at once. */
  readonly naive?: boolean;
  /** `auto` and no budget where it is left out. */
  readonly plan?: Pick<ReplayPlan, "mode" | "budget">;
  /** What a prompt is held against where the budget says nothing, tokens. */
  readonly window?: number | null;
}

export interface ReplayedTurn {
  readonly request: SentRequest;
  readonly billed: Billed;
  readonly result: PipelineResult;
}

/** o200k × this is what the program believes before it has learnt a model's factor. */
const FACTOR = 1.24;

/**
 * A recorded session through the product's own pipeline, body by body, with a provider that bills by the cache's rules: the bodies
 * an agent would send, and the bench's own bill of them. What lies between is the product's replay.
 */
export function* replay(session: RecordedSession, options: ReplayOptions): Generator<ReplayedTurn> {
  const { ttl, entries } = options;
  const body = agentBodies(session.transcript, ttl);
  const cache = new PromptCache(terms[ttl], entries);
  const numbers = new BlockNumbers();
  let billed: { request: SentRequest; billed: Billed } | undefined;
  let index = 0;
  const side = sideOf(session, options, {
    bill({ body: sent }) {
      const request = sentRequest(session, index, sent);
      billed = { request, billed: cache.bill(request, index === 0 ? session.warmFrame : 0) };
      return usageOf(billed.billed, ttl);
    },
  });
  let document: Document | undefined;
  for (const turn of session.turns) {
    const parsed = parseDocument(body(turn.messages), anthropic.historyKey, nodePort, document);
    if ("opaque" in parsed) throw new Error(parsed.opaque);
    document = parsed;
    const drafts = anthropic.blocks(document);
    const keys = drafts.map(({ draft }) => draft.key);
    const { result } = side.send({
      dialect: anthropic,
      document,
      shape: anthropic.shape(document, "/v1/messages"),
      drafts,
      numbers: numbers.of(keys, index + 1),
      turn: index + 1,
      at: turn.at,
      firstTurn: (block) => numbers.firstTurn(block),
    });
    if (!billed) throw new Error(`${session.id}: request ${index + 1} was refused`);
    yield { ...billed, result };
    billed = undefined;
    index++;
  }
}

const automatic = { mode: "auto", budget: { limit: null, strategy: "warn", lowWater: 0.7 } } as const;

function sideOf(session: RecordedSession, options: ReplayOptions, provider: ReplayProvider): ReplaySide {
  const { steps, compress, rules, naive = false } = options;
  const frameHash = nodePort.hash(frameText);
  return new ReplaySide({
    plan: { ...(options.plan ?? automatic), steps },
    provider,
    rules,
    compress,
    hash: nodePort.hash,
    tokensOf: (hash, text) => (hash === frameHash ? session.frameTokens : FACTOR * countTokens(text)),
    allowance: allowanceOf,
    window: options.window ?? null,
    clock: () => performance.now(),
    minds: !naive,
  });
}

const usageOf = ({ read, written }: Billed, ttl: "5m" | "1h"): Usage => ({
  input: 0,
  output: 0,
  cacheRead: Math.round(read),
  cacheWrite5m: ttl === "5m" ? Math.round(written) : 0,
  cacheWrite1h: ttl === "1h" ? Math.round(written) : 0,
});

/** What the provider got, in the bench's own tokens. */
function sentRequest(session: RecordedSession, turn: number, body: Uint8Array): SentRequest {
  const texts = sentTexts(body);
  const { at, blocks } = session.turns[turn]!;
  if (texts.length !== blocks) throw new Error(`${session.id}: ${texts.length} blocks left, not ${blocks}`);
  const parts = texts.map((text, index) => {
    const block = session.blocks[index]!;
    return text === block.text ? block : { text, tokens: blockTokens(text) * session.scale };
  });
  return { at, parts: [{ text: "frame", tokens: session.frameTokens }, ...parts] };
}

/** Numbers of blocks by key and occurrence; the recorded conversations only grow. */
class BlockNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #firstTurns = new Map<number, number>();

  of(keys: readonly string[], turn: number): number[] {
    const seen = new Map<string, number>();
    return keys.map((key) => {
      const occurrence = (seen.get(key) ?? 0) + 1;
      seen.set(key, occurrence);
      const name = `${key} ${occurrence}`;
      const number = this.#numbers.get(name) ?? this.#numbers.size + 1;
      this.#numbers.set(name, number);
      if (!this.#firstTurns.has(number)) this.#firstTurns.set(number, turn);
      return number;
    });
  }

  firstTurn(block: number): number {
    return this.#firstTurns.get(block) ?? 1;
  }
}
