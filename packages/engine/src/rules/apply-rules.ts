import type { Zone } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import type { Intent } from "../stage/intent.ts";
import type { Stage, StageBlock, StageContext } from "../stage/stage.ts";
import { applyCaps } from "./apply-caps.ts";
import { applyRule } from "./apply-rule.ts";
import { BlockView } from "./block-view.ts";
import type { CompiledRule, CompiledRules } from "./compiled-rule.ts";
import { Deadline } from "./deadline.ts";
import { LaneMemories } from "./lane-memories.ts";
import type { LaneMemory, Matches } from "./lane-memory.ts";
import { RuleRequest } from "./rule-request.ts";
import { searchesSaid } from "./searches-said.ts";
import { SlowSearches } from "./slow-searches.ts";
import type { TemplateDuties } from "./template-duties.ts";
import { TextSearches } from "./text-searches.ts";
import { unmetRequirements } from "./unmet-requirements.ts";

export interface ApplyRulesOptions {
  /** From memory: asked for with every governed request. The same object while nothing of it changed. */
  readonly rulesOf: (session: number) => CompiledRules | null;
  readonly templateOf: (session: number) => TemplateDuties | null;
  readonly compress: Compress;
  /** 0 fresh to 100 stale, one number per block; only asked for where a selector asks. */
  readonly stalenessOf: (blocks: readonly StageBlock[]) => readonly number[];
  /** What the user moved: rules move it nowhere else. */
  readonly zonesOf?: ((session: number) => ReadonlyMap<number, Zone>) | undefined;
  /** Told once per lane what a template asks for and does not find. */
  readonly unmet?: ((session: number, lane: number, template: string, says: string) => void) | undefined;
  /** Monotonic, ms. With it, neither searching texts nor replacing holds a request up for long; without it, for as long as patterns take. */
  readonly clock?: (() => number) | undefined;
}

/** Milliseconds of a request after which no more texts are replaced in; the others' turn comes with the next one. */
const LONGEST_REPLACING = 20;

/**
 * The stage of rules and of what a template asks for. It only says what it wants: nothing of it is forced. Rules act in their order, and one that
 * acted upon a block has it to itself in that request; pins come first, for they hold the others back. Texts that there is no time to search are
 * searched with the next request: until then a rule does not match them, and one that pins holds them back.
 */
export function createApplyRules(options: ApplyRulesOptions): Stage {
  const memories = new LaneMemories();
  const slow = new SlowSearches();
  return {
    name: "applyRules",
    process: function applyRules(blocks, context) {
      const rules = options.rulesOf(context.session);
      const template = options.templateOf(context.session);
      if (!asksAnything(rules, template)) return [];
      const memory = memories.of(context.lane, rules, template);
      const searches = new TextSearches({ session: context.session, slow, clock: options.clock });
      const request = requestOf(blocks, context, memory, searches, options);
      memories.bound();
      const intents: Intent[] = [];
      const all = [...(rules?.rules ?? []), ...(template?.rules ?? [])];
      for (const [rule, matches] of pinsFirst(all, memory))
        for (const intent of applyRule(rule, matches, request)) intents.push(intent);
      const passedOver = memory.passedOver(searches);
      const unsearched = searchesSaid(
        memory.late,
        passedOver.map((selector) => all[selector]?.actor ?? template!.actor),
      );
      if (!template) return { intents, reason: `${intents.length} wanted by ${all.length} rules${unsearched}` };
      for (const intent of applyCaps(template, request)) intents.push(intent);
      const asked = template.requires.map((_, index) => {
        const isPassedOver = passedOver.includes(all.length + index);
        return isPassedOver ? null : memory.matches[all.length + index]!;
      });
      const unmet = unmetRequirements(template, asked, request);
      for (const { says, isNew } of unmet)
        if (isNew) options.unmet?.(context.session, context.lane, template.name, says);
      const missing = unmet.map(({ says }) => `; missing for template ${template.name}: ${says}`).join("");
      return {
        intents,
        reason: `${intents.length} wanted by ${all.length} rules and template ${template.name}${missing}${unsearched}`,
      };
    },
  };
}

const asksAnything = (rules: CompiledRules | null, template: TemplateDuties | null): boolean =>
  (rules?.rules.length ?? 0) > 0 ||
  (template !== null && template.rules.length + template.caps.length + template.requires.length > 0);

function* pinsFirst(rules: readonly CompiledRule[], memory: LaneMemory): Generator<[CompiledRule, Matches]> {
  for (const isPin of [true, false])
    for (const [index, rule] of rules.entries())
      if ((rule.action.do === "pin") === isPin) yield [rule, memory.matches[index]!];
}

function requestOf(
  blocks: readonly StageBlock[],
  context: StageContext,
  memory: LaneMemory,
  searches: TextSearches,
  { compress, stalenessOf, clock, zonesOf }: ApplyRulesOptions,
): RuleRequest {
  let staleness: readonly number[] | undefined;
  const view = new BlockView(context.turn, (index) => {
    staleness ??= stalenessOf(blocks);
    return staleness[index] ?? 0;
  });
  memory.show(blocks, context.turn, view, searches);
  const deadline = new Deadline(clock, LONGEST_REPLACING);
  const moved = zonesOf?.(context.session) ?? new Map();
  return new RuleRequest({ blocks, context, memory, view, compress, deadline, moved });
}
