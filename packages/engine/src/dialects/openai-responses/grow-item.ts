import { field, membersOf, textField } from "../answer/json-value.ts";

/** Deltas of an item's own strings. */
const strings: Readonly<Record<string, string>> = {
  "response.function_call_arguments.delta": "arguments",
  "response.mcp_call_arguments.delta": "arguments",
  "response.custom_tool_call_input.delta": "input",
  "response.code_interpreter_call_code.delta": "code",
};

/** Deltas of a part's string: the item's list, the event's index into it, the part's type and string. */
const parts: Readonly<Record<string, readonly [list: string, index: string, type: string, key: string]>> = {
  "response.output_text.delta": ["content", "content_index", "output_text", "text"],
  "response.refusal.delta": ["content", "content_index", "refusal", "refusal"],
  "response.reasoning_text.delta": ["content", "content_index", "reasoning_text", "text"],
  "response.reasoning_summary_text.delta": ["summary", "summary_index", "summary_text", "text"],
};

/** Applies a delta event to an output item under way; events that are not known change nothing. */
export function growItem(item: Record<string, unknown>, type: string, data: unknown): void {
  const more = textField(data, "delta");
  if (more === undefined) return;
  if (Object.hasOwn(strings, type)) {
    const key = strings[type]!;
    item[key] = (textField(item, key) ?? "") + more;
  }
  if (!Object.hasOwn(parts, type)) return;
  const [list, indexKey, partType, key] = parts[type]!;
  const index = field(data, indexKey);
  // An index far behind the list's end would make a list of holes.
  const grown = Array.isArray(item[list]) ? [...(item[list] as unknown[])] : [];
  if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index > grown.length) return;
  const part = index < grown.length ? membersOf(grown[index]) : { type: partType };
  part[key] = (textField(part, key) ?? "") + more;
  grown[index] = part;
  item[list] = grown;
}
