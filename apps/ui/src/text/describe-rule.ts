import type { InlineRule, LibraryKind } from "@aperture/sdk";

/** When a rule acts: `role:tool_result, older than 3 requests, prompt above 80 % of its limit`. */
export function describeTrigger({ select, olderThan, budgetAbove, on }: InlineRule["when"]): string {
  const moments = {
    "session-start": "in a conversation's first request",
    "cache-cold": "when the cache is cold",
    compacted: "after the agent compacted",
  } as const;
  return [
    select,
    olderThan === undefined ? "" : `older than ${olderThan} ${olderThan === 1 ? "request" : "requests"}`,
    budgetAbove === undefined ? "" : `prompt above ${Math.round(budgetAbove * 100)} % of its limit`,
    on === undefined ? "" : moments[on],
  ]
    .filter(Boolean)
    .join(", ");
}

/** What it does with what matches. */
export function describeAction(action: InlineRule["action"]): string {
  switch (action.do) {
    case "compress":
      return `compress to ${action.level}`;
    case "remove":
      return "remove";
    case "move":
      return `move to ${action.zone}`;
    case "pin":
      return `pin to the ${action.at}`;
    case "replace":
      return `replace /${action.pattern}/ by “${action.with}”`;
    case "stage":
      return `say once behind the newest input: ${action.text}`;
  }
}

/** What it leaves alone; empty: nothing. */
export function describeLimits({ perRequest, keepNewest, minTokens }: InlineRule["limits"]): string {
  return [
    perRequest === undefined ? "" : `at most ${perRequest} blocks a request`,
    keepNewest > 0 ? `not the newest ${keepNewest}` : "",
    minTokens > 0 ? `not below ${minTokens.toLocaleString("en-US")} tokens` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export const describeRule = ({ when, action, limits }: Pick<InlineRule, "when" | "action" | "limits">): string =>
  [`${describeAction(action)}: ${describeTrigger(when)}`, describeLimits(limits)].filter(Boolean).join(" · ");

const plurals: Readonly<Record<LibraryKind, string>> = { preset: "presets", rule: "rules", template: "templates" };
export const describeKinds = (kind: LibraryKind): string => plurals[kind];
