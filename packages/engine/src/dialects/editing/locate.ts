import type { Document, Unit } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft, PlacedDraft } from "../dialect.ts";

/** A block's place in the body: the unit it stands in and its nodes. */
export interface Located {
  readonly document: Document;
  readonly draft: BlockDraft;
  readonly unit: Unit;
  /** Index in the document's history, or -1 where the unit is another member. */
  readonly index: number;
  /** Key of the top-level member the unit is the value of, or null for an element of the history. */
  readonly member: string | null;
  /** From the unit's own node down to the block's; the last is `node`. */
  readonly path: readonly JsonNode[];
  readonly node: JsonNode;
}

/** Finds a placed draft in its document. Throws RangeError where it is of another body. */
export function locate(document: Document, placed: PlacedDraft): Located {
  const { draft } = placed;
  // `placed.unit` counts units in prompt order, which is not the body's: where the unit starts is what both agree on.
  const start = placed.start - draft.start;
  const index = historyIndex(document.history ?? [], start);
  const member =
    index >= 0 ? undefined : document.members.find(({ unit }) => unit.start === start && unit.tree.length > 0);
  const unit = index >= 0 ? document.history![index]! : member?.unit;
  if (!unit) throw new RangeError(`no unit of this body starts at ${start}`);
  const path = pathTo(document.node(unit), draft);
  return { document, draft, unit, index, member: member?.key ?? null, path, node: path.at(-1)! };
}

/** Units stand in body order: binary search. */
function historyIndex(history: readonly Unit[], start: number): number {
  let low = 0;
  let high = history.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = history[middle]!.start;
    if (at === start) return middle;
    if (at < start) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function pathTo(root: JsonNode, { start, end }: { start: number; end: number }): JsonNode[] {
  const path = [root];
  for (;;) {
    const node = path.at(-1)!;
    if (node.start === start && node.end === end) return path;
    const children = node.isArray ? node.items() : node.entries().map(([, value]) => value);
    const inside = children.find((child) => child.start <= start && end <= child.end);
    if (!inside) throw new RangeError(`no part of this body is at [${start}, ${end}) of its unit`);
    path.push(inside);
  }
}
