import { promptSize } from "@aperture/engine/governor/emission";
import { promptCost, writeMultiple } from "@aperture/engine/governor/prompt-cost";
import { promptTokens, type Usage } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import { cacheMiss } from "./cache-miss.ts";
import type { SentTurn } from "./lane-memory.ts";
import type { Account } from "./session-controls.ts";

/**
 * The bill of a turn is there: what it would have been untouched, and whether the provider read what it should have. Call
 * inside a transaction.
 */
export function afterAnswer(
  store: Store,
  turn: number,
  sent: SentTurn,
  usage: Usage,
  account: Account,
  predictedInput: number | null,
): void {
  const miss = cacheMiss(sent, usage);
  if (miss)
    store.events.append("cache-missed", {
      sessionId: `session-${sent.session}`,
      turnId: `turn-${turn}`,
      lane: `lane-${sent.lane}`,
      ...miss,
    });
  const { billed, untouched } = bills(sent, usage);
  account.saved += untouched - billed;
  account.untouched += untouched;
  const usd = sent.rules.usd;
  const inDollars = (tokens: number): number | null => (usd ? (tokens * usd.input) / 1_000_000 : null);
  const scale = promptTokens(usage) / Math.max(1, promptSize(sent.sent));
  store.control.ledger.put({
    turn,
    session: sent.session,
    lane: sent.lane,
    at: sent.at,
    model: sent.sent.model,
    billed,
    untouched,
    billedUsd: inDollars(billed),
    untouchedUsd: inDollars(untouched),
    actors: savedByActor(sent),
    predictedInput,
    predictedRead: Math.round(sent.read.tokens * scale),
    holdout: sent.holdout,
    runs: sent.runs,
  });
}

/**
 * Billed: from usage, in uncached-token equivalents. Untouched: the original prompt by the same cache rules, scaled by what
 * our prompt was billed against what the rules say of it, so that errors of the token estimate cancel.
 */
export function bills(sent: SentTurn, usage: Usage): { billed: number; untouched: number } {
  const { rules } = sent;
  const billed =
    usage.input +
    usage.cacheRead * rules.cacheRead +
    usage.cacheWrite5m * rules.cacheWrite5m +
    usage.cacheWrite1h * rules.cacheWrite1h;
  if (sent.original === sent.sent) return { billed, untouched: billed };
  const ttl = usage.cacheWrite1h > 0 ? 60 * 60_000 : sent.read.ttl;
  const ours = promptCost(sent.sent, sent.read, rules, ttl);
  const theirs = promptCost(sent.original, sent.shadowRead, rules, ttl);
  // A read that fell short would have fallen short untouched as well, by as much.
  const scale = promptTokens(usage) / Math.max(1, promptSize(sent.sent));
  const shortfall = Math.max(0, sent.read.tokens * scale - usage.cacheRead);
  const missed = shortfall * (writeMultiple(rules, ttl) - rules.cacheRead);
  const base = Math.max(1, ours * scale + missed);
  return { billed, untouched: billed * ((theirs * scale + missed) / base) };
}

function savedByActor({ changes, sent, original }: SentTurn): Record<string, number> {
  const tokens = new Map<number, number>();
  for (let at = 0; at < original.blocks.length; at++)
    tokens.set(original.blocks[at]!, original.tokens[at + 1]! - original.tokens[at]!);
  const saved: Record<string, number> = {};
  if (sent === original) return saved;
  for (const change of changes.values()) {
    const before = change.kind === "insert" ? 0 : (tokens.get(change.block) ?? 0);
    saved[change.actor] = (saved[change.actor] ?? 0) + before - change.tokens;
  }
  return saved;
}
