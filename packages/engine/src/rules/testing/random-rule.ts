import { InlineRule } from "@aperture/sdk";
import fc from "fast-check";

const term = fc.constantFrom(
  ...["role:tool_result", "role:user,assistant", "!role:system", "tool:Bash", "tool:Re*", "file:src/**", "error:true"],
  ...[
    "text:alpha",
    'text~"be.a"',
    "!text:gamma",
    "turn<=3",
    "id:block-2,block-5,block-8",
    "kind:tool_use",
    "origin:client",
  ],
  ...["age>2", "age>=1", "age<4", "age>0.5", "!age>3", "tokens>20", "tokens<=60", "zone:middle", "!zone:recency"],
  ...["level:original", "!level:minimal", "pinned:false", "pinned:top", "position>=3", "position<9", "staleness>50"],
);
const broad = fc.constantFrom("!role:system", "role:tool_result,user", "text:a", "tokens>3", "!zone:recency");
const select = fc.oneof(
  broad,
  fc.tuple(broad, term).map((terms) => terms.join(" ")),
  fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(" ")),
);
const when = fc.oneof(
  { weight: 3, arbitrary: fc.record({ select, olderThan: fc.nat(3) }, { requiredKeys: ["select"] }) },
  fc.record({ select, budgetAbove: fc.constantFrom(0, 0.3, 0.9) }),
  fc.record({ select, on: fc.constantFrom("session-start", "cache-cold", "compacted") }),
);
const level = fc.constantFrom("trimmed", "summarized", "minimal");
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("compress"), level }) },
  fc.record({ do: fc.constant("remove") }),
  fc.record({ do: fc.constant("move"), zone: fc.constantFrom("primacy", "middle", "recency") }),
  fc.record({ do: fc.constant("pin"), at: fc.constantFrom("top", "bottom") }),
  fc.record({
    do: fc.constant("replace"),
    pattern: fc.constantFrom("alpha", "beta", "xx"),
    with: fc.constantFrom("", "word", "$1"),
  }),
  fc.record({ do: fc.constant("stage"), text: fc.constantFrom("mind the gap", "one") }),
);

/** Rules of every kind; names are given by their place. */
export const randomRules: fc.Arbitrary<InlineRule[]> = fc
  .array(
    fc.record({
      description: fc.constant("why"),
      when,
      action,
      limits: fc.record(
        { perRequest: fc.integer({ min: 1, max: 4 }), keepNewest: fc.nat(4), minTokens: fc.nat(40) },
        { requiredKeys: [] },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((rules) => rules.map((rule, index) => InlineRule.parse({ ...rule, name: `rule-${index}` })));
