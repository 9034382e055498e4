import { missingItem } from "@aperture/engine/presets/missing-item";
import type { MissingItem } from "@aperture/sdk";
import { type Need, needsOf } from "../needs-of.ts";
import type { ReadItem } from "./read-items.ts";

/** What items speak of that is neither among them nor there, each once, with the command that would bring it. */
export function missingItems(
  items: readonly ReadItem[],
  names: (kind: Need["kind"]) => readonly string[],
): MissingItem[] {
  const missing = new Map<string, MissingItem>();
  for (const item of items)
    for (const { kind, name } of needsOf(item.value)) {
      const known = [...names(kind), ...items.flatMap((other) => (other.kind === kind ? [other.name] : []))];
      const key = `${kind} ${name}`;
      if (known.includes(name) || missing.has(key)) continue;
      missing.set(
        key,
        missingItem(kind, name, `${item.kind} ${item.name}`, () => known),
      );
    }
  return [...missing.values()];
}
