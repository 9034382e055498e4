import { ApertureError, type LibraryRef } from "@aperture/sdk";
import { invalid } from "../../library/library-errors.ts";
import { readItem } from "../../library/read-item.ts";
import { type PackItemFile, pathOf } from "../archive/pack-item-file.ts";
import { needsOf } from "../needs-of.ts";
import type { PackOptions } from "../pack-options.ts";
import { refused } from "../refused.ts";
import { findInvisible } from "../scan/find-invisible.ts";
import { findLeak } from "../scan/find-leak.ts";
import { yamlTexts } from "../scan/yaml-texts.ts";

export interface CollectedItems {
  readonly items: readonly PackItemFile[];
  /** Those that nobody named. */
  readonly added: readonly LibraryRef[];
}

/**
 * The named items with what they extend and use, each fit to leave. Plugins stay: who imports is told to install them. Throws
 * `library_not_found`, `library_invalid`, `pack_secret`, `pack_refused`.
 */
export function collectItems(
  named: readonly LibraryRef[],
  options: Pick<PackOptions, "library" | "person">,
  project: string | null,
): CollectedItems {
  const items = new Map<string, PackItemFile>();
  const added: LibraryRef[] = [];
  const waiting = named.map((ref) => ({ ref, isNamed: true }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { kind, name } = next.ref;
    if (items.has(pathOf(next.ref))) continue;
    const { text } = options.library.get(kind, name, project);
    const { value, problems, warnings } = readItem(kind, text, pathOf(next.ref), name);
    // What is imported strictly is exported strictly: a key that nobody knows would be refused at the other end.
    if (value === null || warnings.length > 0) throw invalid([...problems, ...warnings]);
    checkLeaves(kind, name, text, options.person);
    items.set(pathOf(next.ref), { kind, name, version: value.version, text });
    if (!next.isNamed) added.push({ kind, name });
    for (const need of needsOf(value))
      if (need.kind !== "plugin") waiting.push({ ref: { kind: need.kind, name: need.name }, isNamed: false });
  }
  return { items: [...items.values()], added };
}

function checkLeaves(kind: string, name: string, text: string, person: PackOptions["person"]): void {
  const item = `${kind} ${name}`;
  const leak = findLeak(text, person);
  if (leak) throw new ApertureError("pack_secret", { item, shape: leak.what, line: leak.line });
  for (const shown of [text, ...yamlTexts(text).map((each) => each.text)]) {
    const invisible = findInvisible(shown);
    if (invisible) throw refused(`${item} has a character that nobody sees (${invisible.code}); take it out`);
  }
}
