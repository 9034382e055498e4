import type { Intent } from "../stage/intent.ts";
import type { Stage, StageBlock, StageContext } from "../stage/stage.ts";
import { type ConditionFacts, conditionFacts } from "./condition-facts.ts";
import { matchesCondition } from "./match-condition.ts";
import type { OfferedItem, StagedFacts } from "./staged-facts.ts";

export interface InjectStagedOptions {
  /**
   * Items that may go into this lane: enabled, readable, and never in it before, waiting or sent. Asked for every governed
   * request, so it must answer from memory.
   */
  readonly offered: (session: number, lane: number) => readonly OfferedItem[];
}

/** `staged:3`: whose an insert is. */
export const stagedOrigin = (n: number): string => `staged:${n}`;

/**
 * The stage that puts staged items in, each once per lane. At the tail a text costs its own tokens once and is frozen from then on;
 * in the system prompt it would rewrite everything behind it, so primacy is taken only where nothing is cached.
 */
export function createInjectStaged({ offered }: InjectStagedOptions): Stage {
  return {
    name: "injectStaged",
    process: function injectStaged(blocks, context) {
      const items = offered(context.session, context.lane);
      if (items.length === 0) return [];
      const facts = conditionFacts(blocks, context);
      const due = items
        .filter(({ item, isLate = false }) => matchesCondition(item.condition, isLate ? atLast(facts, context) : facts))
        .toSorted(byPriority);
      const { fitting, left } = thatFit(due, context);
      return {
        intents: fitting.map(({ item, text }): Intent => {
          const isTop = wantsTop(item) && context.cold && hasSystem(blocks);
          return {
            kind: "insert",
            behind: isTop ? "system" : "tail",
            text,
            reason: `staged: ${item.name}`,
            actor: item.actor ?? "staged",
            origin: stagedOrigin(item.n),
          };
        }),
        reason: `${fitting.length} of ${items.length} staged items go in${left > 0 ? `, ${left} have no room` : ""}`,
      };
    },
  };
}

/** Requests by which an item whose files were still being read makes up for the lane's start. */
const LATEST_START = 3;

const atLast = (facts: ConditionFacts, { turn }: StageContext): ConditionFacts =>
  turn <= LATEST_START ? { ...facts, isFirst: true } : facts;

const wantsTop = ({ zone, position }: StagedFacts): boolean =>
  position === "top" || (position === null && zone === "primacy");

const hasSystem = (blocks: readonly StageBlock[]): boolean => blocks.some(({ role }) => role === "system");

/** Higher priority first; among equals the one staged first. */
export const byPriority = (a: Pick<OfferedItem, "item">, b: Pick<OfferedItem, "item">): number =>
  b.item.priority - a.item.priority || a.item.n - b.item.n;

/** Those that the prompt has room for, in their order: one that is too long does not keep out a shorter one behind it. */
function thatFit(
  due: readonly OfferedItem[],
  { limit, tokens, countTokens }: StageContext,
): { fitting: OfferedItem[]; left: number } {
  let room = limit === null ? Number.POSITIVE_INFINITY : limit - tokens;
  const fitting = due.filter(({ text }) => {
    const size = countTokens(text);
    if (size > room) return false;
    room -= size;
    return true;
  });
  return { fitting, left: due.length - fitting.length };
}
