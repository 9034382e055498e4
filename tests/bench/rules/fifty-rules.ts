import { InlineRule } from "../../../packages/sdk/src/index.ts";

const selects = [
  "role:tool_result tool:Bash",
  "role:tool_result tool:Read tokens>300",
  "role:tool_result age>10 tokens>200",
  "role:tool_result error:true",
  "file:src/**,docs/** level:original",
  'role:assistant text:"done"',
  'role:tool_result text~"TODO|FIXME"',
  "tool:Grep,Glob !pinned:true",
  "role:tool_result zone:middle tokens>500",
  "kind:tool_use tool:Edit age>20",
];

/** Fifty rules as people write them: every kind of action, ages, limits, texts and patterns. */
export function fiftyRules(): InlineRule[] {
  return Array.from({ length: 50 }, (_, index) =>
    InlineRule.parse({
      name: `rule-${index}`,
      when: {
        select: `${selects[index % selects.length]} tokens>${index}`,
        ...(index % 3 === 0 ? { olderThan: 3 + (index % 20) } : {}),
        ...(index % 7 === 0 ? { budgetAbove: 0.5 } : {}),
        ...(index % 25 === 24 ? { on: "compacted" } : {}),
      },
      action: actionOf(index),
      limits: { ...(index % 4 === 0 ? { keepNewest: 3 } : {}), minTokens: index % 5 === 0 ? 150 : 0 },
    }),
  );
}

function actionOf(index: number): unknown {
  if (index % 16 === 5) return { do: "replace", pattern: "[0-9a-f]{12,}", with: "…" };
  if (index % 16 === 9) return { do: "remove" };
  if (index % 25 === 3) return { do: "move", zone: "recency" };
  if (index % 25 === 8) return { do: "pin", at: "bottom" };
  if (index % 25 === 14) return { do: "stage", text: "Run the tests before you say that you are done." };
  return { do: "compress", level: (["trimmed", "summarized", "minimal"] as const)[index % 3] };
}
