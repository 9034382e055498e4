import type { ChangePrice, ChangeState } from "@aperture/sdk";
import { type Baseline, buildEmission, readAt } from "./baseline.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import type { Change } from "./change.ts";
import type { Emission } from "./emission.ts";
import { nothingWarm, type WarmPrefix } from "./live-cache.ts";
import { choosePayingCut } from "./paying-cut.ts";
import { priceOf } from "./price.ts";
import { type ChangeEvent, transitions } from "./transitions.ts";

export interface DecideOptions {
  /** The lane's turns so far: as many are believed to come. */
  readonly turns: number;
  /** Uncached-token equivalents that may be lost for what nobody but a rule or a policy wants. */
  readonly allowance: number;
  /** Bypass, holdout, mode observe: what is applied stays, nothing new is. */
  readonly nothingNew?: boolean;
}

export interface Move {
  readonly change: Change;
  readonly event: ChangeEvent;
  readonly to: ChangeState;
  /** For people. */
  readonly reason: string;
  readonly price: ChangePrice | null;
}

/** Why the prompt before W was changed, if it was. */
export type RewriteCause = "forced" | "pays";

export interface Decision {
  /** Changes in force by block, as the request leaves. */
  readonly sent: ReadonlyMap<number, Change>;
  readonly emission: Emission;
  readonly moves: readonly Move[];
  /** Of what goes on waiting. */
  readonly waiting: ReadonlyMap<Change, ChangePrice>;
  /** What the provider should read of this request. */
  readonly read: WarmPrefix;
  readonly rewrite: { readonly cause: RewriteCause; readonly fromPart: number; readonly cost: number } | null;
}

/**
 * Of all that is wanted, what becomes an edit now. Behind W everything does; before it only what is forced, and what pays for
 * the rewrite; where one change rewrites the prompt, everything behind it comes along for nothing.
 */
export function decide(baseline: Baseline, wanted: readonly Change[], options: DecideOptions): Decision {
  const { retired, warm } = baseline;
  const moves: Move[] = retired.map((change) =>
    move(change, "vanish", "its block left the conversation, or the client changed it or sealed it"),
  );
  // A redaction works by its value wherever it stands, and has changed the parts already: there is nothing to wait for.
  for (const change of wanted)
    if (change.kind === "redact" && change.state === "pending" && baseline.places.has(change.block))
      moves.push(move(change, "apply", "the value no longer leaves"));
  const candidates = candidatesOf(
    baseline,
    wanted.filter(({ kind }) => kind !== "redact"),
  );
  for (const change of candidates.replaced) moves.push(move(change, "replace", "a later change took its place"));
  if (options.nothingNew) return conclude(baseline, [], candidates.open, moves, null);

  const forced = Math.min(
    ...candidates.open.filter(({ change }) => change.forced).map(({ place }) => place),
    warm.parts,
  );
  const paying = choosePayingCut(baseline, candidates.open, { ...options, cut: forced });
  const cut = Math.min(forced, paying?.cut ?? forced);
  const now = candidates.open.filter(({ place }) => place >= cut);
  const lost = warm.tokens - readAt(baseline, cut).tokens;
  const cause: RewriteCause = paying && paying.cut === cut ? "pays" : "forced";
  const rewrite =
    cut < warm.parts ? { cause, fromPart: cut, cost: paying?.cost ?? priceOf(baseline, now).costNow } : null;
  for (const candidate of now) moves.push(applied(baseline, candidate, { cut, lost, cause }));
  const chosen = new Set(now);
  return conclude(
    baseline,
    now,
    candidates.open.filter((candidate) => !chosen.has(candidate)),
    moves,
    rewrite,
  );
}

function conclude(
  baseline: Baseline,
  now: readonly Candidate[],
  later: readonly Candidate[],
  moves: Move[],
  rewrite: Decision["rewrite"],
): Decision {
  const sent = new Map(baseline.sent);
  for (const { change, before } of now) {
    if (change.state === "undo-pending") {
      if (sent.get(change.block) === change) sent.delete(change.block);
    } else {
      if (before) moves.push(move(before, "replace", "a later change took its place"));
      sent.set(change.block, change);
    }
  }
  const waiting = new Map(later.map((candidate) => [candidate.change, priceOf(baseline, [candidate])]));
  const { emission } = now.length === 0 ? baseline : buildEmission(baseline.input, sent);
  const { cache, now: at } = baseline.input;
  const read = now.length === 0 ? baseline.warm : (cache.prefixes(emission, at).at(-1) ?? nothingWarm);
  return { sent, emission, moves, waiting, read, rewrite };
}

function applied(
  baseline: Baseline,
  candidate: Candidate,
  { cut, lost, cause }: { cut: number; lost: number; cause: RewriteCause },
): Move {
  const { change, place } = candidate;
  const price = priceOf(baseline, [candidate]);
  const event: ChangeEvent = change.state === "undo-pending" ? "give-back" : "apply";
  if (place >= baseline.warm.parts) {
    const free = baseline.warm.warm ? "behind what the provider has cached: free" : "nothing is cached: free";
    return { ...move(change, event, free), price };
  }
  const why = cause === "forced" ? "as asked, now" : "it pays";
  const along = place > cut ? "along with an earlier change" : why;
  return {
    ...move(change, event, `${along}; ${Math.round(lost).toLocaleString("en")} cached tokens are written anew`),
    price,
  };
}

function move(change: Change, event: ChangeEvent, reason: string): Move {
  return { change, event, to: transitions[change.state][event], reason, price: null };
}
