import { refused } from "../refused.ts";
import { extendsCircle } from "./extends-circle.ts";
import type { LibraryView } from "./library-view.ts";
import { lookAlike } from "./look-alike.ts";
import type { ReadItem } from "./read-items.ts";

/** Names among those that are there: none that looks like another, no preset that would close a circle. Throws `pack_refused`. */
export function checkNames(items: readonly ReadItem[], there: LibraryView): void {
  const like = lookAlike(items, there.names);
  if (like) throw refused(`${like.item.kind} ${like.item.name} looks like ${like.like}, and is another one`);
  const presets = new Map(
    items.flatMap(({ value }) => (value.kind === "preset" ? [[value.name, value] as const] : [])),
  );
  const circle = extendsCircle([...presets.keys()], (name) => presets.get(name) ?? there.preset(name));
  if (circle) throw refused(`presets would extend each other in a circle: ${circle.join(" → ")}`);
}
