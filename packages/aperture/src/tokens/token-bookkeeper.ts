import { Activity } from "../proxy/activity.ts";
import type { Store } from "../store/contract.ts";
import { learnFactor } from "./learn-factor.ts";
import type { TokenCounter } from "./token-counter.ts";

/** Texts are collected this long, ms: one message to the worker, one commit and one event carry what came meanwhile. */
const COLLECT = 200;
/** Characters per message, about 10 ms: a large first request is counted, and stored, in parts. */
const BATCH = 1 << 17;
/** Counting starts when no bytes passed for this long, ms … */
const QUIET = 50;
/** … or when it has waited for this long, ms. Until then blocks show an estimate. */
const MAX_DELAY = 5_000;

export interface TokenBookkeeper {
  want(session: number, hash: string, text: string): void;
  /** A turn with billed usage was recorded: once its texts are counted, its model's factor may be learnt from it. */
  learnFrom(turn: number, model: string): void;
  /** Resolves when everything wanted so far is counted and stored. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Wanted {
  readonly session: number;
  readonly text: string;
}

/** Counts new texts behind the requests' backs and learns from the bills what a model's tokens are worth. */
export function createTokenBookkeeper(options: {
  store: Store;
  counter: TokenCounter;
  /** Streams that go first. */
  activity?: Activity;
  log?: (message: string, error: unknown) => void;
}): TokenBookkeeper {
  const { store, counter, activity = new Activity() } = options;
  let wanted = new Map<string, Wanted>();
  /** By model the newest turn to learn from: one in each round, so that a busy day costs no more than a quiet one. */
  let billed = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let closed = false;

  function schedule(): void {
    if (timer || running || closed || (wanted.size === 0 && billed.size === 0)) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = work().then(
        () => {
          running = undefined;
          schedule();
        },
        (error: unknown) => {
          // The texts stay uncounted and estimated; the next request's are tried again.
          running = undefined;
          if (!closed) options.log?.("tokens could not be counted", error);
          schedule();
        },
      );
    }, COLLECT);
    timer.unref();
  }

  async function work(): Promise<void> {
    const batch = wanted;
    const due = billed;
    wanted = new Map();
    billed = new Map();
    const uncounted = new Set(store.contents.uncounted([...batch.keys()]));
    const entries = [...batch].filter(([hash]) => uncounted.has(hash));
    const since = performance.now();
    for (const part of inBatches(entries)) {
      await quiet(since);
      // Asked after it was closed, the counter would begin anew, and keep the process.
      if (closed) return;
      const counts = await counter.count(part.map(([, { text }]) => text));
      if (closed) return;
      store.transaction(() => {
        store.contents.setTokens(new Map(part.map(([hash], index) => [hash, counts[index]!])));
        for (const [session, blocks] of bySession(part))
          if (store.sessions.get(session))
            store.events.append("blocks-counted", { sessionId: `session-${session}`, blocks });
      });
    }
    for (const turn of due.values()) learn(turn);
  }

  async function quiet(since: number): Promise<void> {
    while (!closed && activity.quietFor() < QUIET && performance.now() - since < MAX_DELAY)
      await new Promise((resolve) => setTimeout(resolve, QUIET));
  }

  function learn(number: number): void {
    const turn = store.turns.get(number);
    if (!turn?.usage || !turn.model) return;
    const blocks = store.blocks.many(turn.blocks);
    const counts = store.contents.tokens(blocks.map((block) => block.hash));
    let counted = 0;
    let fixed = 0;
    for (const block of blocks) {
      if (block.meta.tokens !== undefined) fixed += block.meta.tokens;
      else {
        const tokens = counts.get(block.hash);
        if (tokens === undefined) return;
        counted += tokens;
      }
    }
    const factor = learnFactor(store.models.get(turn.model), turn.model, turn.usage, { counted, fixed });
    if (factor) store.transaction(() => store.models.put(factor));
  }

  return {
    want(session, hash, text) {
      wanted.set(hash, { session, text });
      schedule();
    },
    learnFrom(turn, model) {
      billed.set(model, turn);
      schedule();
    },
    async settled() {
      while (timer || running) await (running ?? new Promise((resolve) => setTimeout(resolve, COLLECT)));
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      timer = undefined;
      await counter.close();
      await running?.catch(() => {});
    },
  };
}

function* inBatches(entries: readonly (readonly [string, Wanted])[]): Generator<(readonly [string, Wanted])[]> {
  let part: (readonly [string, Wanted])[] = [];
  let characters = 0;
  for (const entry of entries) {
    part.push(entry);
    characters += entry[1].text.length;
    if (characters < BATCH) continue;
    yield part;
    part = [];
    characters = 0;
  }
  if (part.length > 0) yield part;
}

function bySession(part: readonly (readonly [string, Wanted])[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [, { session }] of part) counts.set(session, (counts.get(session) ?? 0) + 1);
  return counts;
}
