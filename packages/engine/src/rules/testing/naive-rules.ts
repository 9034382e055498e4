import type { InlineRule } from "@aperture/sdk";
import type { Compress } from "../../compression/contract.ts";
import { matchSelector } from "../../selectors/match.ts";
import { parseSelector } from "../../selectors/parse-selector.ts";
import type { SelectorBlock } from "../../selectors/selector.ts";
import type { Intent } from "../../stage/intent.ts";
import type { StageBlock, StageContext } from "../../stage/stage.ts";

const rank = { original: 0, trimmed: 1, summarized: 2, minimal: 3 } as const;

export interface NaiveOptions {
  readonly rules: readonly InlineRule[];
  readonly compress: Compress;
  readonly stalenessOf: (blocks: readonly StageBlock[]) => readonly number[];
}

interface Lane {
  /** `<rule> <block> <hash>` → the turn something was asked, or "done". */
  readonly asked: Map<string, number | "done">;
  /** Hash a block was last seen with: another one is another block. */
  readonly hashes: Map<number, string>;
  turn: number;
  compacted: boolean;
  before: readonly StageBlock[];
}

/** What rules mean, written without any thought of what it costs: every rule looks at every block in every request. */
export function createNaiveRules({ rules, compress, stalenessOf }: NaiveOptions) {
  const lanes = new Map<number, Lane>();
  return function process(blocks: readonly StageBlock[], context: StageContext): Intent[] {
    const lane = lanes.get(context.lane) ?? {
      asked: new Map(),
      hashes: new Map(),
      turn: 0,
      compacted: false,
      before: [],
    };
    lanes.set(context.lane, lane);
    see(lane, blocks, context.turn);
    const staleness = stalenessOf(blocks);
    const touched = new Set<number>();
    const intents: Intent[] = [];
    for (const isPin of [true, false])
      for (const [index, rule] of rules.entries())
        if ((rule.action.do === "pin") === isPin) intents.push(...applyOne(index, rule));
    return intents;

    function applyOne(index: number, rule: InlineRule): Intent[] {
      const { action, limits, description, name } = rule;
      const isPlacing = action.do === "move" || action.do === "pin";
      if (context.nothingNew && !isPlacing) return [];
      const isDue = due(rule, lane, context);
      const selector = parseSelector(rule.when.select);
      const matching = blocks.filter((block, at) =>
        matchSelector(selector, viewOf(block, at, context, staleness[at]!)),
      );
      const older = new Set(limits.keepNewest === 0 ? matching : matching.slice(0, -limits.keepNewest));
      const { olderThan } = rule.when;
      const isWanted = (block: StageBlock): boolean =>
        older.has(block) && block.tokens >= limits.minTokens && (olderThan === undefined || block.age > olderThan);
      const base = { reason: `rule ${name}: ${description}`, actor: `rule:${name}` };
      const keyOf = ({ n, hash }: StageBlock): string => `${index} ${n} ${hash}`;
      const found: Intent[] = [];
      if (action.do === "stage") {
        const once = lane.asked.get(`${index}`);
        if (!isDue || (once !== undefined && once !== context.turn) || !blocks.some(isWanted)) return [];
        lane.asked.set(`${index}`, context.turn);
        return [{ kind: "insert", behind: "tail", text: action.text, ...base, origin: base.actor }];
      }
      let left = limits.perRequest ?? Number.POSITIVE_INFINITY;
      for (const block of blocks) {
        const before = lane.asked.get(keyOf(block));
        if (isPlacing) {
          if (before === undefined) {
            if (!isDue || left <= 0 || block.pinned !== null || !isWanted(block)) continue;
            lane.asked.set(keyOf(block), context.turn);
          }
          if (lane.asked.get(keyOf(block)) === context.turn) left--;
          if (block.pinned !== null) continue;
          if (action.do === "pin") {
            touched.add(block.n);
            found.push({ kind: "pin", block: block.n, pinned: action.at, ...base });
          } else if (block.zone !== action.zone)
            found.push({ kind: "zone", block: block.n, zone: action.zone, ...base });
          continue;
        }
        if (!isDue || left <= 0 || !isWanted(block) || before === "done") continue;
        if (before !== undefined && before !== context.turn) continue;
        if (!block.editable || block.pinned !== null || block.isPending || touched.has(block.n)) continue;
        const intent = changeOf(rule, block, base);
        lane.asked.set(keyOf(block), intent ? context.turn : "done");
        if (!intent) continue;
        touched.add(block.n);
        left--;
        found.push(intent);
      }
      return found;
    }

    function changeOf(
      { action }: InlineRule,
      block: StageBlock,
      base: { reason: string; actor: string },
    ): Intent | null {
      const its = { block: block.n, ...base };
      if (action.do === "remove") return { kind: "remove", ...its };
      if (action.do === "compress") {
        if (rank[block.level] >= rank[action.level]) return null;
        const before = blocks.slice(0, blocks.indexOf(block));
        const call = before.findLast(({ role, toolId }) => role === "tool_use" && toolId === block.toolId);
        const toolInput = block.role === "tool_result" && block.toolId !== undefined ? call?.text : undefined;
        const input = { ...block, id: `block-${block.n}`, toolInput, tokens: block.originalTokens };
        const text = compress(action.level, input)?.text;
        if (text === undefined || text.length >= block.sent.length) return null;
        return { kind: "compress", level: action.level, text, ...its };
      }
      if (action.do !== "replace" || block.sent !== block.text) return null;
      // The patterns of the test are plain words.
      const text = block.text.replaceAll(action.pattern, () => action.with);
      return text === block.text ? null : { kind: "edit", text, ...its };
    }
  };
}

function see(lane: Lane, blocks: readonly StageBlock[], turn: number): void {
  for (const { n, hash } of blocks) {
    if (lane.hashes.get(n) !== hash)
      for (const key of lane.asked.keys()) if (key.split(" ")[1] === `${n}`) lane.asked.delete(key);
    lane.hashes.set(n, hash);
  }
  if (turn !== lane.turn) {
    const spoken = lane.before.filter(({ role, kind }) => role !== "system" && kind !== "tool_definition");
    const left = spoken.filter(({ n }) => blocks.some((block) => block.n === n));
    lane.compacted = spoken.length >= 4 && left.length * 2 < spoken.length;
  }
  lane.turn = turn;
  lane.before = blocks;
}

function due({ when: { on, budgetAbove } }: InlineRule, lane: Lane, { turn, cold, tokens, limit }: StageContext) {
  if (budgetAbove !== undefined && (limit === null || tokens <= budgetAbove * limit)) return false;
  if (on === undefined) return true;
  return on === "session-start" ? turn === 1 : on === "cache-cold" ? cold : lane.compacted;
}

const viewOf = (block: StageBlock, position: number, context: StageContext, staleness: number): SelectorBlock => ({
  n: block.n,
  role: block.role,
  kind: block.kind,
  zone: block.zone,
  pinned: block.pinned,
  level: block.level,
  origin: block.origin,
  toolName: block.toolName,
  filePaths: block.filePaths,
  isError: block.isError,
  tokens: block.tokens,
  age: block.age,
  turn: context.turn - block.age,
  position,
  staleness,
  text: () => block.text,
});
