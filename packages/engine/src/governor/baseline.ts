import type { Change } from "./change.ts";
import { type Emission, type EmissionPart, emissionOf } from "./emission.ts";
import { type LiveCache, nothingWarm, type WarmPrefix } from "./live-cache.ts";
import type { CacheRules } from "./prices.ts";
import { inForce } from "./transitions.ts";

/** A block of the client's request, in prompt order. */
export interface PromptPart {
  readonly key: string;
  readonly block: number;
  /** Hash and tokens of what the client says (redacted where something is). */
  readonly hash: string;
  /** Hash by which changes know the client's own text. */
  readonly originalHash: string;
  readonly tokens: number;
  readonly mark: boolean;
}

export interface GovernorInput {
  readonly model: string;
  readonly parts: readonly PromptPart[];
  /** What stands between system and messages in the provider's key, and before which part. */
  readonly settings: { readonly hash: string; readonly place: number };
  readonly automatic: boolean;
  /** Of this lane, in every state that is not an end; oldest first. */
  readonly changes: readonly Change[];
  /** True where the wire would refuse it by now: its place is gone, its block sealed. */
  readonly isRefused?: (change: Change) => boolean;
  /** True where none of the lane's remembered requests holds the block any more. */
  readonly isGone: (block: number) => boolean;
  readonly cache: LiveCache;
  readonly rules: CacheRules;
  readonly now: number;
}

/** What would leave if nothing new were decided, and what the provider has of it. */
export interface Baseline {
  readonly input: GovernorInput;
  /** The parts by block. */
  readonly known: ReadonlyMap<number, PromptPart>;
  /** Change in force by block; of inserts by the block they add. */
  readonly sent: ReadonlyMap<number, Change>;
  readonly retired: readonly Change[];
  readonly emission: Emission;
  /** The client's own prompt, for the ledger. */
  readonly original: Emission;
  readonly prefixes: readonly WarmPrefix[];
  /** W. */
  readonly warm: WarmPrefix;
  /** Place of each block's part in `emission`. */
  readonly places: ReadonlyMap<number, number>;
}

export function readBaseline(input: GovernorInput): Baseline {
  const sent = new Map<number, Change>();
  const retired: Change[] = [];
  const known = new Map<number, PromptPart>();
  for (const part of input.parts) known.set(part.block, part);
  for (const change of input.changes) {
    const subject = change.kind === "insert" ? change.anchor : change.block;
    const part = subject === null ? undefined : known.get(subject);
    const isHere = subject === null || part !== undefined;
    const isChanged = part !== undefined && change.originalHash !== null && part.originalHash !== change.originalHash;
    const isOver = isChanged || (!isHere && input.isGone(subject)) || (isHere && input.isRefused?.(change));
    if (isOver) retired.push(change);
    else if (isHere && inForce(change.state) && change.kind !== "redact") sent.set(change.block, change);
  }
  const { emission, places } = buildEmission(input, sent);
  const prefixes = input.cache.prefixes(emission, input.now);
  return {
    input,
    known,
    sent,
    retired,
    emission,
    original: sent.size === 0 ? emission : buildEmission(input, new Map()).emission,
    prefixes,
    warm: prefixes.at(-1) ?? nothingWarm,
    places,
  };
}

/** The prompt with these changes in force, in the provider's order. */
export function buildEmission(
  { model, parts, settings, automatic }: Pick<GovernorInput, "model" | "parts" | "settings" | "automatic">,
  sent: ReadonlyMap<number, Change>,
): { emission: Emission; places: ReadonlyMap<number, number> } {
  const inserts = insertsByAnchor(sent);
  const built: EmissionPart[] = [];
  const places = new Map<number, number>();
  const addInserts = (anchor: number | null): void => {
    for (const change of inserts.get(anchor) ?? []) {
      places.set(change.block, built.length);
      built.push({
        key: "insert",
        hash: change.hash,
        block: change.block,
        tokens: change.tokens,
        mark: false,
      });
    }
  };
  for (let index = 0; index <= parts.length; index++) {
    if (index === settings.place) {
      addInserts(null);
      built.push({ key: "settings", hash: settings.hash, block: 0, tokens: 0, mark: false });
    }
    const part = parts[index];
    if (!part) break;
    const change = sent.get(part.block);
    places.set(part.block, built.length);
    built.push(change ? { ...part, hash: change.hash, tokens: change.tokens } : part);
    if (inserts.size > 0) addInserts(part.block);
  }
  return { emission: emissionOf(model, built, automatic), places };
}

function insertsByAnchor(sent: ReadonlyMap<number, Change>): ReadonlyMap<number | null, Change[]> {
  const found = new Map<number | null, Change[]>();
  for (const change of sent.values()) {
    if (change.kind !== "insert") continue;
    const list = found.get(change.anchor);
    if (list) list.push(change);
    else found.set(change.anchor, [change]);
  }
  return found;
}

/** The longest prefix that is kept and no longer than `parts`. */
export function readAt({ prefixes }: Pick<Baseline, "prefixes">, parts: number): WarmPrefix {
  for (let index = prefixes.length - 1; index >= 0; index--)
    if (prefixes[index]!.parts <= parts) return prefixes[index]!;
  return nothingWarm;
}
