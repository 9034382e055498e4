import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf } from "./draft-of.ts";
import { hasCacheMark, jsonWithoutMark, rawPart } from "./raw-part.ts";

/**
 * One block per tool of a list. Keys are `other#tool:<name>`; of several tools with one name the later ones add their
 * hash, so that each keeps its key whatever happens to its neighbours.
 */
export function toolDefinitions(list: JsonNode, nameOf: (tool: JsonNode) => string | undefined): BlockDraft[] {
  if (list.kind === "null") return [];
  if (!list.isArray) return [rawPart(list, "tools")];
  return distinctTools(list.items().map((tool) => toolDefinition(tool, nameOf(tool))));
}

/** One tool; without a name it is told from others by its text. */
export function toolDefinition(tool: JsonNode, name: string | undefined): BlockDraft {
  return draftOf(tool, {
    role: "other",
    kind: "tool_definition",
    text: jsonWithoutMark(tool),
    keyId: name === undefined ? undefined : `tool:${name}`,
    toolName: name,
    cacheMark: hasCacheMark(tool),
  });
}

/** Adds the hash to the key of every tool whose name came before. */
export function distinctTools(tools: readonly BlockDraft[]): BlockDraft[] {
  const seen = new Set<string>();
  return tools.map((tool) => {
    const isRepeated = seen.has(tool.key);
    seen.add(tool.key);
    return isRepeated ? { ...tool, key: `${tool.key}:${tool.hash}` } : tool;
  });
}
