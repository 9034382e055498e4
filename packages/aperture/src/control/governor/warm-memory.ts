import { buildEmission, type GovernorInput, type PromptPart } from "@aperture/engine/governor/baseline";
import type { Change } from "@aperture/engine/governor/change";
import type { Emission } from "@aperture/engine/governor/emission";
import { inForce } from "@aperture/engine/governor/transitions";
import { z } from "zod";
import type { Store } from "../../store/contract.ts";
import type { CacheOwner } from "./cache-book.ts";

const HOUR = 60 * 60_000;
/** Turns of a lane in which a write is looked for. */
const LOOK_BACK = 8;

/**
 * What a restart must not forget: that the provider still has the lane's last prompt. The blocks are in the turn; this is
 * what is not. One small row per lane.
 */
const Memory = z.object({
  turn: z.int(),
  at: z.int(),
  model: z.string(),
  upstreamHost: z.string(),
  credential: z.string(),
  settings: z.object({ hash: z.string(), place: z.int() }),
  /** Indexes of the client's blocks that a cache mark closes. */
  marks: z.array(z.int()),
  automatic: z.boolean(),
  /** Index of each block that was sent with values hidden, and hash of what was said: which they were may have changed since. */
  hidden: z.array(z.tuple([z.int(), z.string()])).default([]),
});

/** The client's prompt as it was counted, and where it went. */
export interface WarmMemory extends Omit<z.infer<typeof Memory>, "marks" | "hidden"> {
  readonly parts: readonly PromptPart[];
}

const nameOf = (lane: number): string => `warm-lane-${lane}`;

export function writeWarmMemory(store: Store, session: number, lane: number, memory: WarmMemory): void {
  const { parts, ...rest } = memory;
  const marks = parts.flatMap((part, index) => (part.mark ? [index] : []));
  const hidden = parts.flatMap(({ hash, originalHash }, index) => (hash === originalHash ? [] : [[index, hash]]));
  store.control.sessionSettings.put(session, nameOf(lane), { ...rest, marks, hidden });
}

/** What the lane's last prompt is read with. */
export interface WarmReading {
  /** Of the lane. */
  readonly changes: readonly Change[];
  readonly tokensOf: (hash: string, text: { readonly length: number }) => number;
}

/** A lane's last prompt, as far as a provider may still have it. */
export interface WarmPrompt {
  /** The client's own, for the governor. */
  readonly prompt: Pick<GovernorInput, "model" | "parts" | "settings" | "automatic">;
  /** As it left, and as it would have left untouched. */
  readonly emission: Emission;
  readonly original: Emission;
  readonly owner: CacheOwner;
  readonly at: number;
  /** Lifetime that answers told of, ms. */
  readonly told: number | null;
}

/** The lane's last prompt, from the store; null where there is none. */
export function readWarmMemory(
  store: Store,
  session: number,
  lane: number,
  { changes, tokensOf }: WarmReading,
): WarmPrompt | null {
  const read = Memory.safeParse(store.control.sessionSettings.get(session, nameOf(lane)));
  if (!read.success) return null;
  const { turn, at, model, upstreamHost, credential, settings, marks, automatic, hidden } = read.data;
  const blocks = store.turns.get(turn)?.blocks;
  if (!blocks) return null;
  const records = new Map(store.blocks.many(blocks).map((record) => [record.n, record]));
  const isMarked = new Set(marks);
  const said = new Map(hidden);
  const parts = blocks.flatMap((n, index): PromptPart[] => {
    const record = records.get(n);
    if (!record) return [];
    const tokens = record.meta.tokens ?? tokensOf(record.hash, store.contents.start(record.hash) ?? "");
    const hash = said.get(index) ?? record.hash;
    return [{ key: record.key, block: n, hash, originalHash: record.hash, tokens, mark: isMarked.has(index) }];
  });
  const prompt = { model, parts, settings, automatic };
  const isSent = ({ state, kind }: Change): boolean => inForce(state) && kind !== "redact";
  const sent = new Map(changes.filter(isSent).map((change) => [change.block, change]));
  return {
    prompt,
    emission: buildEmission(prompt, sent).emission,
    original: buildEmission(prompt, new Map()).emission,
    owner: { upstreamHost, credential, model },
    at,
    told: toldLifetime(store, lane),
  };
}

/** As the lane's last writes told (`LiveCache`); null where none did. */
function toldLifetime(store: Store, lane: number): number | null {
  for (const { usage } of store.turns.ofLane(lane, LOOK_BACK)) {
    if (usage && usage.cacheWrite1h > 0) return HOUR;
    if (usage && usage.cacheWrite5m > 0) break;
  }
  return null;
}
