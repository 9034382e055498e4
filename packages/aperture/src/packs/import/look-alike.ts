import type { LibraryKind, LibraryRef } from "@aperture/sdk";

/** What is left of a name when what looks the same is the same: `ca1m` and `calm`, `modem` and `rnodem`. Names are ASCII by their schema. */
const skeleton = (name: string): string =>
  name.replaceAll("rn", "m").replaceAll("vv", "w").replaceAll("1", "l").replaceAll("0", "o");

/** Two of a kind that people would take for each other, the first of them new; null: none. What is there already may look as it likes. */
export function lookAlike(
  items: readonly LibraryRef[],
  names: (kind: LibraryKind) => readonly string[],
): { readonly item: LibraryRef; readonly like: string } | null {
  for (const item of items) {
    const known = names(item.kind);
    if (known.includes(item.name)) continue;
    const others = [...known, ...items.flatMap((other) => (other.kind === item.kind ? [other.name] : []))];
    const like = others.find((other) => other !== item.name && skeleton(other) === skeleton(item.name));
    if (like !== undefined) return { item, like };
  }
  return null;
}
