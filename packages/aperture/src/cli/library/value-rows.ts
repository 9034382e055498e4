import type { InlineRule, PresetValues, RuleAction } from "@aperture/sdk";
import { oneLine } from "../plain-text.ts";

type Row = readonly [path: string, value: string];

/** Every value of a preset as one line: its dotted path, and the value for people. */
export function valueRows(values: PresetValues): Row[] {
  const { mode, template, pipeline, zones, budget, rules, staging, plugins } = values;
  return [
    ...rowsOf("", { mode, template }),
    ...rowsOf("pipeline.", pipeline),
    ...rowsOf("zones.", zones),
    ...rowsOf("budget.", budget),
    ...rules.map((rule): Row => [`rules.${rule.name}`, ruleText(rule)]),
    ...staging.map(
      ({ name, source, zone, tokenCap }): Row => [
        `staging.${name}`,
        `${source.kind} into ${zone}, at most ${tokenCap} tokens: ${stagedText(source)}`,
      ],
    ),
    ...Object.entries(plugins).flatMap(([plugin, { config, required }]): Row[] => [
      ...(required ? [[`plugins.${plugin}.required`, "true"] as const] : []),
      ...rowsOf(`plugins.${plugin}.config.`, config),
    ]),
  ];
}

/** Who says so: the path's own origin, else that of the nearest thing it is a part of. */
export function originOf(path: string, origins: Readonly<Record<string, string>>): string {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("."))))
    if (Object.hasOwn(origins, at)) return origins[at] ?? "-";
  return "-";
}

const rowsOf = (prefix: string, fields: Readonly<Record<string, unknown>>): Row[] =>
  Object.entries(fields).flatMap(([key, value]): Row[] =>
    value === undefined ? [] : [[`${prefix}${key}`, told(value)]],
  );

const told = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function stagedText(source: PresetValues["staging"][number]["source"]): string {
  switch (source.kind) {
    case "text":
      return oneLine(source.text, 80);
    case "file":
      return source.path;
    case "glob":
      return source.pattern;
  }
}

/** `role:tool_result tokens>2000, older than 6 requests: compress to trimmed`. */
export function ruleText({ when, action, limits }: Pick<InlineRule, "when" | "action" | "limits">): string {
  const conditions = [
    when.select,
    ...(when.olderThan === undefined ? [] : [`older than ${when.olderThan} requests`]),
    ...(when.budgetAbove === undefined ? [] : [`above ${Math.round(when.budgetAbove * 100)} % of the budget`]),
    ...(when.on === undefined ? [] : [`on ${when.on}`]),
    ...(limits.keepNewest === 0 ? [] : [`but the newest ${limits.keepNewest}`]),
    ...(limits.minTokens === 0 ? [] : [`from ${limits.minTokens} tokens`]),
    ...(limits.perRequest === undefined ? [] : [`at most ${limits.perRequest} a request`]),
  ];
  return `${conditions.join(", ")}: ${actionText(action)}`;
}

function actionText(action: RuleAction): string {
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
      return `replace ${action.pattern} by ${JSON.stringify(oneLine(action.with, 60))}`;
    case "stage":
      return `stage ${JSON.stringify(oneLine(action.text, 60))}`;
  }
}
