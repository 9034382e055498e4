import { createHash } from "node:crypto";
import type { LibraryEntry, LibraryItem, MeasuredEffect, ResolvedPreset, YamlProblem } from "@aperture/sdk";
import type { OriginRecord } from "./files/origins.ts";
import type { FoundItem } from "./library-sources.ts";

/** What is known of an item beside its file. */
export interface EntryFacts {
  readonly origins: readonly OriginRecord[];
  readonly effect: MeasuredEffect | null;
  readonly isDefault: boolean;
  readonly sessions: readonly string[];
}

/** An item as lists show it; one in trouble with the first of its problems, and without what it cannot say of itself. */
export function entryOf(found: FoundItem, { origins, effect, isDefault, sessions }: EntryFacts): LibraryEntry {
  const { kind, name, value, from, hides, path, problems, warnings } = found;
  const origin = from === "user" ? origins.find((each) => each.kind === kind && each.name === name) : undefined;
  // Who edits what was imported has made it their own: nobody signed that.
  const imported = origin?.sha256 === found.sha256 ? origin : undefined;
  return {
    kind,
    name,
    title: value?.title ?? titleOf(name),
    description: value?.description ?? "",
    version: value?.version ?? "",
    author: value?.author ?? null,
    keywords: value?.keywords ?? [],
    source: imported?.source ?? from,
    ...(hides.length === 0 ? {} : { hides: [...hides] }),
    path: from === "starter" ? null : path,
    signer: imported?.signer ?? null,
    trouble: problems[0] ?? null,
    warnings: [...warnings],
    isDefault,
    sessions: [...sessions],
    effect: from === "starter" ? effect : null,
  };
}

/** The whole of it. `trouble`: of what it extends, where its own file is in order. */
export function itemOfEntry(
  found: FoundItem,
  entry: LibraryEntry,
  resolved: ResolvedPreset | null,
  trouble: YamlProblem | null,
): LibraryItem {
  return {
    ...entry,
    trouble: entry.trouble ?? trouble,
    text: found.text,
    etag: etagOf(found.text),
    value: found.value,
    resolved,
    missing: resolved?.missing ?? [],
  };
}

/** Of the file's text, as `If-Match` brings it back. */
export const etagOf = (text: string): string => `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`;

const titleOf = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1).replaceAll("-", " ")}`;
