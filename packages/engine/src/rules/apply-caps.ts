import type { CompressionLevel } from "@aperture/sdk";
import type { Intent } from "../stage/intent.ts";
import type { KnownBlock } from "./lane-memory.ts";
import { type RuleRequest, rank } from "./rule-request.ts";
import type { TemplateDuties, ZoneCap } from "./template-duties.ts";

type Level = Exclude<CompressionLevel, "original">;

const levels: readonly Level[] = ["trimmed", "summarized", "minimal"];

/** Texts made for one request, about 0.1 ms per KB each: a long conversation that is met half-way goes down over some requests. */
const MOST_TEXTS = 100;

interface Planned {
  readonly known: KnownBlock;
  readonly level: Level;
  readonly text: string;
  readonly tokens: number;
}

/** What goes down so that each zone holds what its cap allows: oldest first, all of them trimmed before one is summarized. */
export function applyCaps({ caps, name, actor }: TemplateDuties, request: RuleRequest): Intent[] {
  if (caps.length === 0 || request.context.nothingNew) return [];
  const texts = { left: MOST_TEXTS };
  return caps.flatMap((cap) => {
    const reason = `template ${name}: ${cap.zone} holds at most ${cap.tokens} tokens`;
    return planFor(cap, request, texts).map(({ known, level, text, tokens }): Intent => {
      known.capped = { rank: rank[level], turn: request.context.turn };
      known.expected = tokens;
      request.touch(known);
      return { kind: "compress", block: known.n, level, text, reason, actor };
    });
  });
}

function planFor({ zone, tokens: most }: ZoneCap, request: RuleRequest, texts: { left: number }): Planned[] {
  const held = request.memory.blocks.filter((known) => request.blockOf(known).zone === zone);
  let total = 0;
  for (const known of held) total += sizeOf(known, request);
  const planned = new Map<KnownBlock, Planned>();
  for (const level of levels)
    for (const known of held) {
      if (total <= most || texts.left === 0) return [...planned.values()];
      if (!mayGo(known, level, request)) continue;
      const made = plan(known, level, request);
      texts.left--;
      const before = planned.get(known)?.tokens ?? sizeOf(known, request);
      if (!made || made.tokens >= before) {
        known.barren |= 1 << rank[level];
        continue;
      }
      planned.set(known, made);
      total -= before - made.tokens;
    }
  return [...planned.values()];
}

/** Tokens that it takes, or will take: what waits to be applied is not asked for twice. */
function sizeOf(known: KnownBlock, request: RuleRequest): number {
  const { isPending, tokens } = request.blockOf(known);
  const isAsked = isPending || request.isTouched(known);
  return isAsked && known.expected !== null ? Math.min(known.expected, tokens) : tokens;
}

function mayGo(known: KnownBlock, level: Level, request: RuleRequest): boolean {
  if (!request.isChangeable(known) || rank[request.blockOf(known).level] >= rank[level]) return false;
  if ((known.barren & (1 << rank[level])) !== 0) return false;
  // What was asked for before and is not so was refused or taken back; only a deeper level is asked for.
  return known.capped.turn === request.context.turn || rank[level] > known.capped.rank;
}

function plan(known: KnownBlock, level: Level, request: RuleRequest): Planned | null {
  const text = request.textAt(level, known);
  return text === null ? null : { known, level, text, tokens: request.context.countTokens(text) };
}
