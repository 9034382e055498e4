import type { Ledger } from "@aperture/sdk";

/** A turn that was billed. */
export interface LedgerEntry {
  readonly lane: number;
  readonly billed: number;
  readonly untouched: number;
  readonly billedUsd: number | null;
  readonly untouchedUsd: number | null;
  /** Prompt tokens kept out, by actor. */
  readonly actors: Readonly<Record<string, number>>;
  readonly predictedInput: number | null;
  /** Prompt tokens as billed. */
  readonly prompt: number;
}

/** A lane's first turns teach its predictor; they are not held against it. */
const LEARNING = 5;

type Sums = Pick<Ledger, "billed" | "untouched" | "saved" | "share" | "prediction">;

/** A session's ledger from its billed turns, oldest first. USD only where every turn's price is known: half a sum is no sum. */
export function sumLedger(entries: readonly LedgerEntry[]): Sums {
  const billed = amount(entries, "billed", "billedUsd");
  const untouched = amount(entries, "untouched", "untouchedUsd");
  const saved = untouched.tokens - billed.tokens;
  return {
    billed,
    untouched,
    saved: {
      tokens: saved,
      usd: untouched.usd === null || billed.usd === null ? null : untouched.usd - billed.usd,
    },
    share: untouched.tokens > 0 ? saved / untouched.tokens : null,
    prediction: prediction(entries),
  };
}

function amount(
  entries: readonly LedgerEntry[],
  tokens: "billed" | "untouched",
  dollars: "billedUsd" | "untouchedUsd",
): Ledger["billed"] {
  let usd: number | null = entries.length === 0 ? null : 0;
  for (const entry of entries) usd = usd === null || entry[dollars] === null ? null : usd + entry[dollars];
  return { tokens: entries.reduce((sum, entry) => sum + entry[tokens], 0), usd };
}

/** Per cent by which predictions missed the bill, after each lane's first turns. */
function prediction(entries: readonly LedgerEntry[]): Ledger["prediction"] {
  const turns = new Map<number, number>();
  const misses = entries.flatMap(({ lane, predictedInput, prompt }) => {
    const turn = (turns.get(lane) ?? 0) + 1;
    turns.set(lane, turn);
    if (turn <= LEARNING || predictedInput === null || prompt <= 0) return [];
    return [Math.abs(predictedInput / prompt - 1) * 100];
  });
  misses.sort((a, b) => a - b);
  const at = (share: number): number | null =>
    misses[Math.min(misses.length - 1, Math.floor(share * misses.length))] ?? null;
  return { turns: misses.length, p50: at(0.5), p95: at(0.95) };
}

/** Prompt tokens kept out by each actor, summed over turns, who saved most first. */
export function sumActors(
  entries: readonly Pick<LedgerEntry, "actors">[],
  changes: ReadonlyMap<string, number>,
): Ledger["actors"] {
  const tokens = new Map<string, number>([...changes.keys()].map((actor) => [actor, 0]));
  for (const { actors } of entries)
    for (const [actor, saved] of Object.entries(actors)) tokens.set(actor, (tokens.get(actor) ?? 0) + saved);
  return [...tokens]
    .map(([actor, saved]) => ({ actor, tokens: saved, changes: changes.get(actor) ?? 0 }))
    .sort((a, b) => b.tokens - a.tokens || (a.actor < b.actor ? -1 : 1));
}
