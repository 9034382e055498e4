import type { LibraryEntry, LibraryKind, Preset } from "@aperture/sdk";
import type { PackOptions } from "../pack-options.ts";

/** What is there while one pack is looked at. */
export interface LibraryView {
  names(kind: LibraryKind): readonly string[];
  /** Null: there is none. */
  text(kind: LibraryKind, name: string): string | null;
  /** Where what is there came from; null: there is none. */
  source(kind: LibraryKind, name: string): LibraryEntry["source"] | null;
  preset(name: string): Preset | undefined;
}

/** Asked once for each kind: a pack asks for the names again with each of its items. */
export function viewLibrary(library: Pick<PackOptions["library"], "list" | "get">): LibraryView {
  const known = new Map<LibraryKind, readonly string[]>();
  const names = (kind: LibraryKind): readonly string[] => {
    const there = known.get(kind) ?? library.list({ kind }).map(({ name }) => name);
    known.set(kind, there);
    return there;
  };
  return {
    names,
    text: (kind, name) => (names(kind).includes(name) ? library.get(kind, name).text : null),
    source: (kind, name) => (names(kind).includes(name) ? library.get(kind, name).source : null),
    preset(name) {
      const value = names("preset").includes(name) ? library.get("preset", name).value : null;
      return value?.kind === "preset" ? value : undefined;
    },
  };
}
