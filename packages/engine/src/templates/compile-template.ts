import type { Template } from "@aperture/sdk";
import type { CompiledRule } from "../rules/compiled-rule.ts";
import { RuleError } from "../rules/rule-error.ts";
import { splitSelector } from "../rules/split-selector.ts";
import type { TemplateDuties } from "../rules/template-duties.ts";
import type { ZoneSorter } from "../zones/zone-sorter.ts";
import { createZoneSorter, type SortingRule } from "./zone-sorter.ts";

/** A template as it is asked with every request. */
export interface CompiledTemplate extends TemplateDuties, ZoneSorter {}

/** Reads a template's selectors once. Throws RuleError, which names the template, the place in it and the reason. */
export function compileTemplate({ name, zones, caps, constraints }: Template): CompiledTemplate {
  const actor = `template:${name}`;
  const sorting = zones.map(({ select, zone }, index) => ({
    zone,
    select: sorterOf(select, name, `/zones/${index}/select`),
  }));
  const keeping = constraints.keep.map((select, index) => sorterOf(select, name, `/constraints/keep/${index}`));
  return {
    name,
    actor,
    rules: constraints.atMost.map(
      ({ select, count, level }, index): CompiledRule => ({
        name,
        actor,
        reason: `template ${name}: at most ${count} of ${select.slice(0, 100)}`,
        select: splitSelector(select, name, `/constraints/atMost/${index}/select`),
        leastAge: 0,
        budgetAbove: null,
        on: null,
        action: { do: "compress", level },
        perRequest: Number.POSITIVE_INFINITY,
        keepNewest: count,
        minTokens: 0,
      }),
    ),
    caps: (["primacy", "middle", "recency"] as const).flatMap((zone) => {
      const tokens = caps[zone];
      return tokens === undefined ? [] : [{ zone, tokens }];
    }),
    requires: constraints.require.map(({ select, atLeast, says }, index) => ({
      select: splitSelector(select, name, `/constraints/require/${index}/select`),
      atLeast,
      says,
    })),
    sort: createZoneSorter(sorting, keeping),
  };
}

/** What is sorted is sorted before anything is known of how stale it is. */
function sorterOf(text: string, name: string, pointer: string): SortingRule["select"] {
  const select = splitSelector(text, name, pointer);
  if (select.asksStaleness)
    throw new RuleError(name, pointer, "staleness is not known yet where blocks are sorted", "age>20");
  return select;
}
