import { type Document, isMap, isPair, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { contentEnd, isNothing, keyEnd, lineEnd, lineStart, pairAt } from "./layout.ts";
import type { Path } from "./place-of.ts";
import { beginsLine, type Edit } from "./put-in.ts";

/** The smallest edit that takes a value out with its key and the comment on its line, or null where that is not foreseen. */
export function cutOut(document: Document, text: string, path: Path): Edit | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1)!;
  if (!isMap(parent) && !isSeq(parent)) return null;
  const index = isMap(parent) ? parent.items.indexOf(pairAt(parent, last) as never) : Number(last);
  const spans = spansOf(text, parent);
  const span = spans?.[index];
  if (spans === null || span === undefined) return null;
  const next = spans[index + 1];
  const before = spans[index - 1];
  if (next === undefined && before === undefined) return emptied(text, parent);
  if (parent.flow === true) {
    if (next !== undefined) return { start: span.start, end: next.start, text: "" };
    return { start: before!.end, end: span.end, text: "" };
  }
  // `- a: 1`: what stands before the first key belongs to the list.
  if (!beginsLine(text, span.start))
    return next === undefined ? null : { start: span.start, end: next.start, text: "" };
  return { start: lineStart(text, span.start), end: lineEnd(text, span.end), text: "" };
}

/** From where to where each item goes; of a block list from its dash. */
function spansOf(text: string, collection: YAMLMap | YAMLSeq): { start: number; end: number }[] | null {
  const spans: { start: number; end: number }[] = [];
  for (const item of collection.items as unknown[]) {
    if (isPair(item)) {
      const start = (item.key as Node).range?.[0] ?? 0;
      const end = isNothing(item.value) ? keyEnd(text, item) : contentEnd(text, item.value as Node);
      spans.push({ start, end });
      continue;
    }
    const [start = 0] = (item as Node).range ?? [];
    const dash = collection.flow === true ? start : (/-\s+$/.exec(text.slice(0, start))?.index ?? -1);
    if (dash < 0) return null;
    spans.push({ start: dash, end: contentEnd(text, item as Node) });
  }
  return spans;
}

/** The last one goes: `{}` or `[]` stays, for a key without a value would be another thing. */
function emptied(text: string, collection: YAMLMap | YAMLSeq): Edit {
  const [start = 0] = collection.range ?? [];
  const empty = isMap(collection) ? "{}" : "[]";
  return { start, end: contentEnd(text, collection), text: empty };
}
