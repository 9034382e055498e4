import { type Billed, type CacheTerms, type Entries, PromptCache, type SentRequest } from "./bill.ts";
import type { Need } from "./needs.ts";
import type { RecordedSession } from "./session.ts";
import type { TextSearch } from "./texts.ts";

/** Sums over a session's requests. */
export interface Figures {
  readonly tokens: number;
  /** Input-token equivalents. */
  readonly bill: number;
  readonly anchors: number;
  readonly anchorsKept: number;
  readonly facts: number;
  readonly factsKept: number;
}

export function billOf(
  session: RecordedSession,
  requests: readonly SentRequest[],
  cacheTerms: CacheTerms,
  entries?: Entries,
): Billed[] {
  const cache = new PromptCache(cacheTerms, entries);
  return requests.map((request, turn) => cache.bill(request, turn === 0 ? session.warmFrame : 0));
}

/** What a method's requests cost, and what of that which answers needed was in them. */
export function measure(
  session: RecordedSession,
  requests: readonly SentRequest[],
  needs: readonly Need[],
  search: TextSearch,
  billing: { readonly terms: CacheTerms; readonly entries: Entries },
): Figures {
  const billed = billOf(session, requests, billing.terms, billing.entries);
  const count = { anchor: 0, fact: 0 };
  const kept = { anchor: 0, fact: 0 };
  for (const { turn, kind, text } of needs) {
    count[kind]++;
    if (requests[turn]!.parts.some((part) => search.holds(part.text, text))) kept[kind]++;
  }
  return {
    tokens: billed.reduce((sum, { prompt }) => sum + prompt, 0),
    bill: billed.reduce((sum, { cost }) => sum + cost, 0),
    anchors: count.anchor,
    anchorsKept: kept.anchor,
    facts: count.fact,
    factsKept: kept.fact,
  };
}

export const addFigures = (a: Figures, b: Figures): Figures => ({
  tokens: a.tokens + b.tokens,
  bill: a.bill + b.bill,
  anchors: a.anchors + b.anchors,
  anchorsKept: a.anchorsKept + b.anchorsKept,
  facts: a.facts + b.facts,
  factsKept: a.factsKept + b.factsKept,
});
