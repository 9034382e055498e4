import type { EditList } from "./edit-list.ts";
import { jsonText } from "./json-text.ts";
import type { Container, Place } from "./place.ts";

/** New elements by container and place, in the order they were added: several at one place share a comma rule. */
export class Insertions {
  readonly #containers = new Map<number, { container: Container; groups: Map<number, string[]> }>();

  add({ container, index, wrapping }: Place, text: string): void {
    const known = this.#containers.get(container.start) ?? { container, groups: new Map<number, string[]>() };
    this.#containers.set(container.start, known);
    const element = wrapping.opening + jsonText(text) + wrapping.closing;
    const group = known.groups.get(index);
    if (group) group.push(element);
    else known.groups.set(index, [element]);
  }

  /** Adds the edits that make them; replacements of other changes are in the list already. */
  into(edits: EditList): void {
    for (const { container, groups } of this.#containers.values()) {
      if (container.shape === "list") intoList(container, groups, edits);
      else if (container.shape === "value") intoValue(container, groups, edits);
      else edits.replace(container, container.opening + [...groups.values()].flat().join(",") + container.closing);
    }
  }
}

type Groups = ReadonlyMap<number, readonly string[]>;

function intoList(list: Extract<Container, { shape: "list" }>, groups: Groups, edits: EditList): void {
  for (const [index, elements] of groups) {
    const json = elements.join(",");
    if (index > 0) edits.insert(list.items[index - 1]!.end, `,${json}`);
    else if (list.items.length > 0) edits.insert(list.items[0]!.start, `${json},`);
    else edits.insert(list.start + 1, json);
  }
}

function intoValue(value: Extract<Container, { shape: "value" }>, groups: Groups, edits: EditList): void {
  const before = groups.get(0) ?? [];
  const behind = groups.get(1) ?? [];
  // An empty text may not become a part of its own.
  if (value.isBlank && !edits.touches(value)) {
    edits.replace(value, `[${[...before, ...behind].join(",")}]`);
    return;
  }
  edits.insert(value.start, `[${before.map((json) => `${json},`).join("")}${value.opening}`);
  edits.insert(value.end, `${value.closing}${behind.map((json) => `,${json}`).join("")}]`);
}
