import { InlineRule } from "@aperture/sdk";
import { oneLine } from "../plain-text.ts";
import { ruleText } from "./value-rows.ts";

/** A value as the API tells it, in a table's cell; a rule, which is told as JSON, in words. */
export function valueCell(path: string, value: string | null): string {
  if (value === null) return "-";
  return oneLine((path.startsWith("rules.") ? ruleWords(value) : undefined) ?? value, 60);
}

function ruleWords(json: string): string | undefined {
  try {
    const rule = InlineRule.safeParse(JSON.parse(json));
    return rule.success ? ruleText(rule.data) : undefined;
  } catch {
    return undefined;
  }
}
