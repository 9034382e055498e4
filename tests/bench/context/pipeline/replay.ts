import type { Usage } from "@aperture/sdk";
import { allowanceOf } from "../../../../packages/aperture/src/control/governor/pipeline-input.ts";
import type { Compress } from "../../../../packages/engine/src/compression/contract.ts";
import { anthropic } from "../../../../packages/engine/src/dialects/anthropic/anthropic.ts";
import type { Document } from "../../../../packages/engine/src/document/document.ts";
import { parseDocument } from "../../../../packages/engine/src/document/parse-document.ts";
import { nodePort } from "../../../../packages/engine/src/document/testing/node-port.ts";
import type { Change } from "../../../../packages/engine/src/governor/change.ts";
import { LiveCache } from "../../../../packages/engine/src/governor/live-cache.ts";
import type { CacheRules } from "../../../../packages/engine/src/governor/prices.ts";
import { isWaiting } from "../../../../packages/engine/src/governor/transitions.ts";
import { untouchedBill } from "../../../../packages/engine/src/insight/untouched-bill.ts";
import type { PipelineInput, Step } from "../../../../packages/engine/src/pipeline/pipeline-run.ts";
import { type PipelineResult, runPipeline } from "../../../../packages/engine/src/pipeline/run.ts";
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
}

export interface ReplayedTurn {
  readonly request: SentRequest;
  readonly billed: Billed;
  readonly result: PipelineResult;
}

/** o200k × this is what the program believes before it has learnt a model's factor. */
const FACTOR = 1.24;

/**
 * A recorded session through the product's own pipeline, body by body, with a provider that bills by the cache's rules. What
 * the program keeps in its store between requests is kept here: the lane's changes, its account, the live entries.
 */
export function* replay(session: RecordedSession, options: ReplayOptions): Generator<ReplayedTurn> {
  const { steps, compress, rules, ttl, entries } = options;
  const body = agentBodies(session.transcript, ttl);
  const provider = new PromptCache(terms[ttl], entries);
  const live = new LiveCache();
  const shadow = new LiveCache();
  const account = { saved: 0, untouched: 0 };
  const numbers = new BlockNumbers();
  let changes: readonly Change[] = [];
  let document: Document | undefined;
  const frameHash = nodePort.hash(frameText);

  for (const [index, turn] of session.turns.entries()) {
    const parsed = parseDocument(body(turn.messages), anthropic.historyKey, nodePort, document);
    if ("opaque" in parsed) throw new Error(parsed.opaque);
    document = parsed;
    const drafts = anthropic.blocks(document);
    const input: PipelineInput = {
      dialect: anthropic,
      document,
      shape: anthropic.shape(document, "/v1/messages"),
      drafts,
      numbers: numbers.of(
        drafts.map(({ draft }) => draft.key),
        index + 1,
      ),
      session: 1,
      lane: 1,
      turn: index + 1,
      now: turn.at,
      firstTurn: (block) => numbers.firstTurn(block),
      tokensOf: (hash, text) => (hash === frameHash ? session.frameTokens : FACTOR * countTokens(text)),
      hash: nodePort.hash,
      changes,
      pins: new Map(),
      zones: new Map(),
      restored: new Set(),
      redactions: [],
      isGone: () => false,
      cache: options.naive ? new LiveCache() : live,
      rules,
      limit: null,
      allowance: allowanceOf(account),
      nothingNew: false,
      compress,
      clock: () => performance.now(),
    };
    const result = runPipeline(steps, input);
    changes = moved(changes, result, index + 1);
    const request = sentRequest(session, index, result.body);
    const billed = provider.bill(request, index === 0 ? session.warmFrame : 0);
    learn(result, billed);
    yield { request, billed, result };
  }

  /** What the governor does when the answer's usage is there. */
  function learn(result: PipelineResult, { read, written }: Billed): void {
    const sent = result.decision!.emission;
    const { original } = result.baseline!;
    const at = result.baseline!.input.now;
    const usage = usageOf(read, written, ttl);
    const warm = result.decision!.read;
    const untouchedWarm = shadow.longest(original, at);
    live.sent(sent, rules, at);
    shadow.sent(original, rules, at);
    live.answered(sent, usage, rules, at);
    shadow.answered(original, usage, rules, at);
    const { billed, untouched } = untouchedBill({ usage, sent, warm, original, shadow: untouchedWarm, rules });
    account.saved += untouched - billed;
    account.untouched += untouched;
  }
}

function usageOf(read: number, written: number, ttl: "5m" | "1h"): Usage {
  return {
    input: 0,
    output: 0,
    cacheRead: Math.round(read),
    cacheWrite5m: ttl === "5m" ? Math.round(written) : 0,
    cacheWrite1h: ttl === "1h" ? Math.round(written) : 0,
  };
}

/** Changes that are no end behind a request, as the store keeps them. */
function moved(known: readonly Change[], { created, decision }: PipelineResult, turn: number): Change[] {
  return [...known, ...created].flatMap((change) => {
    let now = change;
    for (const { change: whose, event, to } of decision!.moves)
      if (whose === change) now = { ...now, state: to, appliedTurn: event === "apply" ? turn : now.appliedTurn };
    return now.state === "applied" || isWaiting(now.state) ? [now] : [];
  });
}

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
