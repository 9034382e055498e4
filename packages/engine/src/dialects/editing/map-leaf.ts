import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { jsonText } from "./json-text.ts";
import { mapJsonStrings } from "./map-json-strings.ts";
import { parsedJson } from "./parsed-json.ts";
import { refusals } from "./refusals.ts";
import type { UnitEdits } from "./unit-edits.ts";

/** A value of the body whose text the model sees. */
export interface Leaf {
  readonly node: JsonNode;
  /** `text`: a string; `json`: a value with strings in it; `arguments`: a string that holds JSON, or any text. */
  readonly as: "text" | "json" | "arguments";
}

type Replace = (text: string) => string;

/** Adds the edit of a leaf whose text `replace` changes. Throws RangeError where nothing readable would be left of it. */
export function mapLeaf({ node, as }: Leaf, replace: Replace, edits: UnitEdits): void {
  if (as === "json") {
    const json = node.raw();
    const mapped = mapJsonStrings(json, replace, jsonText);
    if (mapped !== json) edits.replace(node, mapped);
    return;
  }
  const text = node.string() ?? "";
  const said = as === "arguments" ? mapArguments(text, replace) : replace(text);
  if (said === text) return;
  if (said.trim() === "") throw new RangeError(`empty_text: ${refusals.empty.reason}`);
  edits.replace(node, jsonText(said));
}

/** The text of a block through `replace`, as its strings would have been: a call's arguments keep their structure. */
export function mapText(draft: Pick<BlockDraft, "role">, text: string, replace: Replace | undefined): string {
  if (!replace) return text;
  return draft.role === "tool_use" ? mapArguments(text, replace) : replace(text);
}

function mapArguments(text: string, replace: Replace): string {
  const value = parsedJson(text);
  const isJson = typeof value === "object" && value !== null;
  return isJson ? mapJsonStrings(text, replace, jsonText) : replace(text);
}
