import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { rawPart } from "../reading/raw-part.ts";
import { distinctTools, toolDefinition } from "../reading/tool-definitions.ts";
import { either } from "./either.ts";

/** One block per function declaration, and one per built-in tool such as `googleSearch`. */
export function readTools(tools: JsonNode): BlockDraft[] {
  if (tools.kind === "null") return [];
  const groups = tools.isArray ? tools.items() : [tools];
  return distinctTools(groups.flatMap(readGroup));
}

function readGroup(group: JsonNode): BlockDraft[] {
  if (!group.isObject) return [rawPart(group, "tools")];
  const declarations = either(group, "functionDeclarations");
  return group.entries().flatMap(([name, value]) => {
    if (value.start !== declarations?.start) return [toolDefinition(value, name)];
    if (!value.isArray) return [rawPart(value, "tools")];
    return value.items().map((declaration) => toolDefinition(declaration, declaration.text("name")));
  });
}
