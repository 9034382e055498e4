import { plainProfile } from "@aperture/aperture/library/plain-profile";
import { compileRules } from "@aperture/engine/rules/compile-rules";
import { compileTemplate } from "@aperture/engine/templates/compile-template";
import { InlineRule, Template } from "@aperture/sdk";
import fc from "fast-check";
import { type Step, step } from "./steps.ts";

const selector = fc.constantFrom(
  ...["role:tool_result", "role:user", "role:assistant", "role:tool_use", "!role:system", "zone:middle", "tokens>50"],
  ...[
    "role:tool_result tokens>200",
    "error:true",
    "level:original",
    "text:e",
    "kind:tool_definition",
    "age>2",
    "turn<=3",
  ],
);
const levels = fc.constantFrom("trimmed", "summarized", "minimal");
const zones = fc.constantFrom("primacy", "middle", "recency");

const action = fc.oneof(
  fc.record({ do: fc.constant("compress"), level: levels }),
  fc.record({ do: fc.constant("compress"), level: levels }),
  fc.record({ do: fc.constant("compress"), level: levels }),
  fc.record({ do: fc.constant("remove") }),
  fc.record({ do: fc.constant("move"), zone: zones }),
  fc.record({ do: fc.constant("pin"), at: fc.constantFrom("top", "bottom") }),
  fc.record({
    do: fc.constant("replace"),
    pattern: fc.constantFrom("e+", "\\s+", "[0-9]", '"', "a|b", "^"),
    with: fc.constantFrom("", "é\n", "x"),
  }),
  fc.record({ do: fc.constant("stage"), text: fc.constantFrom("look at the tests", 'say "so" </end>\n') }),
);

const rule = fc.record({
  when: fc.record(
    {
      select: selector,
      olderThan: fc.nat(4),
      budgetAbove: fc.constantFrom(0, 0.001, 0.5),
      on: fc.constantFrom("session-start", "cache-cold", "compacted"),
    },
    { requiredKeys: ["select"] },
  ),
  action,
  limits: fc.record({ perRequest: fc.integer({ min: 1, max: 5 }), keepNewest: fc.nat(3) }, { requiredKeys: [] }),
});

const template = fc.record(
  {
    zones: fc.array(fc.record({ select: selector, zone: zones }), { maxLength: 3 }),
    caps: fc.record({ middle: fc.nat(2_000), recency: fc.nat(5_000) }, { requiredKeys: [] }),
    constraints: fc.record(
      {
        keep: fc.array(selector, { maxLength: 2 }),
        atMost: fc.array(fc.record({ select: selector, count: fc.nat(5), level: levels }), { maxLength: 2 }),
        require: fc.array(fc.record({ select: selector, says: fc.constant("there is none") }), { maxLength: 1 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** A session begins to have, or no longer has, rules and a template. */
export const ruleSteps: readonly fc.Arbitrary<Step>[] = [
  step(
    "library",
    fc.record({ rules: fc.array(rule, { maxLength: 5 }), template: fc.option(template) }),
    (world, asked) => {
      const rules = asked.rules.map((each, index) => InlineRule.parse({ name: `rule-${index}`, ...each }));
      const head = { kind: "template", name: "structure" };
      const compiledTemplate = asked.template && compileTemplate(Template.parse({ ...head, ...asked.template }));
      world.setProfile({
        ...plainProfile,
        values: { ...plainProfile.values, rules },
        compiledRules: rules.length === 0 ? null : compileRules(rules),
        compiledTemplate,
        isDemanding: rules.length > 0 || compiledTemplate !== null,
      });
    },
  ),
];
