import { nearestKey } from "@aperture/sdk";
import { usageError } from "../usage-error.ts";

/**
 * What `--grant` or `--without` names of `asked`: `all`, `none`, or capabilities, one by one or with commas between them. Throws
 * `usage_invalid` for what is not asked for, with what may have been meant.
 */
export function readGrant(flag: string, values: readonly string[], asked: readonly string[]): string[] {
  const [only, ...others] = values;
  if (others.length === 0 && only === "all") return [...asked];
  if (others.length === 0 && only === "none") return [];
  // Less than the texts it asks for: their blocks without them.
  const known = asked.includes("blocks.read:content") ? [...new Set([...asked, "blocks.read:metadata"])] : asked;
  const named = new Set<string>();
  // A glob may hold commas: what is asked for as it is written is taken first.
  for (const value of values)
    for (const name of asked.includes(value) ? [value] : value.split(",")) named.add(name.trim());
  for (const name of named) if (!known.includes(name)) throw usageError(`${flag} ${name}: ${hint(name, known)}`);
  return known.filter((capability) => named.has(capability));
}

function hint(name: string, asked: readonly string[]): string {
  if (asked.length === 0) return "it asks for no capability";
  const meant = nearestKey(name, asked);
  return meant === undefined
    ? `it does not ask for that; it asks for ${asked.join(", ")}`
    : `it does not ask for that; did you mean ${meant}?`;
}
