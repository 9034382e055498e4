import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";

/** Names of members, top-level or inside one, that stand in the provider's cache key. */
export type SettingPaths = readonly (readonly [member: string, inner?: readonly string[]])[];

/** The named members as one text: spacing, escapes and the order in the body make no difference; null is as good as absent. */
export function settingsText(document: Document, paths: SettingPaths): string {
  const said: string[] = [];
  for (const [key, inner] of paths) {
    const unit = document.member(key);
    if (!unit || unit.tree.length === 0) continue;
    let text = unit.facts.get("settings") as string | undefined;
    if (text === undefined) {
      text = textOf(document.node(unit), inner);
      unit.facts.set("settings", text);
    }
    if (text !== "") said.push(`${key}=${text}`);
  }
  return said.join("\n");
}

function textOf(node: JsonNode, inner: readonly string[] | undefined): string {
  if (!inner) return node.kind === "null" ? "" : compact(node);
  return inner
    .flatMap((key) => {
      const value = node.get(key);
      return value && value.kind !== "null" ? [`${key}:${compact(value)}`] : [];
    })
    .join(",");
}

function compact(node: JsonNode): string {
  try {
    return JSON.stringify(node.value());
  } catch {
    // Nested too deeply for the stringifier: the bytes as they came still tell one setting from another.
    return node.raw();
  }
}
