import { ApertureError, type PluginSearch } from "@aperture/sdk";
import type { IndexEntry } from "./aperture/registry-files.ts";
import type { SourceParts } from "./source-parts.ts";

export interface SearchOptions {
  readonly query: string;
  readonly registry: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly installed: ReadonlyMap<string, string>;
}

/** Results at most. */
const MOST = 200;

/** Looks through the indexes of all registries; one that cannot be asked is told beside what the others have. */
export async function searchRegistries(parts: SourceParts, options: SearchOptions): Promise<PluginSearch> {
  const { query, registry, signal, installed } = options;
  const { readIndex } = await import("./aperture/read-index.ts");
  const registries = await parts.registries();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: { weight: number; result: PluginSearch["results"][number] }[] = [];
  const troubles: PluginSearch["troubles"] = parts.list
    .all()
    .flatMap(({ name, root, kind, trouble }) =>
      kind !== "npm" && root === null && (registry ?? name) === name ? [{ registry: name, reason: trouble ?? "" }] : [],
    );
  const asked = troubles.length === 0 ? registries.named(registry) : registry === undefined ? registries.all() : [];
  for (const each of asked) {
    try {
      for (const entry of await registries.use(each, readIndex, signal)) {
        const weight = weigh(entry, words);
        if (weight > 0) found.push({ weight, result: resultOf(entry, each.name, installed) });
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!ApertureError.is(error)) throw error;
      troubles.push({ registry: each.name, reason: error.message });
    }
  }
  found.sort((left, right) => right.weight - left.weight || (left.result.name < right.result.name ? -1 : 1));
  return { results: found.slice(0, MOST).map(({ result }) => result), troubles };
}

const resultOf = (
  { kind, name, version, title, description, permissions }: IndexEntry,
  registry: string,
  installed: ReadonlyMap<string, string>,
): PluginSearch["results"][number] => ({
  name,
  kind,
  version,
  title,
  description,
  registry,
  installed: kind === "plugin" ? (installed.get(name) ?? null) : null,
  permissions,
});

/** How well it fits: every word has to stand somewhere; in the name counts most. 0: not at all. */
function weigh({ name, title, description, keywords, kind }: IndexEntry, words: readonly string[]): number {
  let weight = 1;
  for (const word of words) {
    if (name === word) weight += 8;
    else if (name.includes(word)) weight += 4;
    else if (keywords.some((keyword) => keyword.toLowerCase() === word) || kind === word) weight += 3;
    else if (title.toLowerCase().includes(word)) weight += 2;
    else if (description.toLowerCase().includes(word)) weight += 1;
    else return 0;
  }
  return weight;
}
