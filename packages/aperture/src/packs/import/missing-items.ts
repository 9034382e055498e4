import { nearestWord } from "@aperture/engine/selectors/nearest-word";
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
      missing.set(key, {
        kind,
        name,
        by: `${item.kind} ${item.name}`,
        install: `aperture ${kind} install ${name}`,
        nearest: nearestWord(name, known),
      });
    }
  return [...missing.values()];
}
