import type { InlineRule, RuleAction } from "@aperture/sdk";
import { compileReplace, PatternError } from "../selectors/pattern.ts";
import type { CompiledAction, CompiledRule, CompiledRules } from "./compiled-rule.ts";
import { RuleError } from "./rule-error.ts";
import { splitSelector } from "./split-selector.ts";

export type { CompiledRules } from "./compiled-rule.ts";

/**
 * Rules as they are asked with every request: selectors and patterns are read once. Throws RuleError, which names the rule, the place in it and
 * the reason.
 */
export function compileRules(rules: readonly InlineRule[]): CompiledRules {
  return { rules: rules.map(compileRule) };
}

function compileRule({ name, description, when, action, limits }: InlineRule): CompiledRule {
  return {
    name,
    actor: `rule:${name}`,
    reason: reasonOf(name, description, when),
    select: splitSelector(when.select, name, "/when/select"),
    leastAge: when.olderThan === undefined ? 0 : when.olderThan + 1,
    budgetAbove: when.budgetAbove ?? null,
    on: when.on ?? null,
    action: compileAction(name, action),
    perRequest: limits.perRequest ?? Number.POSITIVE_INFINITY,
    keepNewest: limits.keepNewest,
    minTokens: limits.minTokens,
  };
}

function compileAction(rule: string, action: RuleAction): CompiledAction {
  if (action.do !== "replace") return action;
  try {
    return { do: "replace", replace: compileReplace(action.pattern, action.with) };
  } catch (error) {
    if (error instanceof PatternError) throw new RuleError(rule, "/action/pattern", error.message);
    throw error;
  }
}

/** Characters of a reason. */
const LONGEST = 160;

function reasonOf(name: string, description: string, when: InlineRule["when"]): string {
  const said = description.trim().split("\n", 1)[0]!;
  const why = said === "" ? conditionsOf(when) : said;
  return cut(`rule ${name}: ${why}`);
}

function conditionsOf({ select, olderThan, budgetAbove, on }: InlineRule["when"]): string {
  const conditions = [`matches ${select}`];
  if (olderThan !== undefined) conditions.push(`more than ${olderThan} requests old`);
  if (budgetAbove !== undefined) conditions.push(`over ${Math.round(budgetAbove * 100)} % of the budget`);
  if (on !== undefined) conditions.push(momentsOf[on]);
  return conditions.join(", ");
}

const momentsOf = {
  "session-start": "at the start",
  "cache-cold": "while nothing is cached",
  compacted: "after the agent compacted",
} as const;

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
