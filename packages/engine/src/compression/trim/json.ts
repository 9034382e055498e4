import type { CompressInput } from "../contract.ts";
import { isImportant } from "./important-lines.ts";
import { idsOf } from "./json-ids.ts";
import { type JsonContainer, scalarEnd, scanJson, skipSpace, stringEnd } from "./json-scan.ts";
import { shortString } from "./json-string.ts";
import { counted, notice } from "./notice.ts";
import type { Trimmer } from "./trimming.ts";

/** Longer arrays are sampled: their first and last items stay. */
const LONGEST = 24;
const FIRST = 10;
const LAST = 3;
/** Shorter arrays, in characters, stay whole: numbers and tags take little. */
const SHORTEST = 1_500;

/** White space goes, long arrays are sampled and their ids kept, long strings are cut. What comes out is JSON again. */
export const trimJson: Trimmer = (input) => {
  const scan = scanJson(input.text);
  if (!scan) return null;
  const holds = (part: string) =>
    isImportant(part) || (input.keep ?? []).some((text) => text !== "" && part.includes(text));
  const lost = { items: 0, strings: 0 };
  let next = 0;
  const texts = scan.values.map(([start, end]) => {
    const own: JsonContainer[] = [];
    while (next < scan.containers.length && scan.containers[next]!.start < end) own.push(scan.containers[next++]!);
    return write(input.text, start, end, own, holds, lost);
  });
  const parts = [
    lost.items > 0 ? `${counted(lost.items, "item")} of long arrays left out` : "",
    lost.strings > 0 ? `${counted(lost.strings, "long string")} cut` : "",
  ].filter((part) => part !== "");
  return { text: texts.join("\n"), note: parts.join(", ") || "white space left out" };
};

function write(
  text: CompressInput["text"],
  start: number,
  end: number,
  containers: readonly JsonContainer[],
  holds: (part: string) => boolean,
  lost: { items: number; strings: number },
): string {
  const written: string[] = [];
  const jumps = new Map<number, { readonly to: number; readonly says: string; readonly count: number }>();
  for (const container of containers) planJumps(text, container, holds, jumps);
  for (let at = start; at < end; at = skipSpace(text, at)) {
    const jump = jumps.get(at);
    if (jump) {
      written.push(JSON.stringify(jump.says), ",");
      lost.items += jump.count;
      at = jump.to;
      continue;
    }
    const from = at;
    if (text[at] === '"') {
      at = stringEnd(text, at);
      const raw = text.slice(from, at);
      const isKey = text[skipSpace(text, at)] === ":";
      const short = isKey ? raw : shortString(raw, (part) => !holds(part));
      if (short !== raw) lost.strings += 1;
      written.push(short);
    } else {
      at = "{}[],:".includes(text[at]!) ? at + 1 : scalarEnd(text, at);
      written.push(text.slice(from, at));
    }
  }
  return written.join("");
}

/** Items of a long array that go, as jumps from the first of a run to the item that stays again. */
function planJumps(
  text: string,
  { items, end, start, isArray }: JsonContainer,
  holds: (part: string) => boolean,
  jumps: Map<number, { readonly to: number; readonly says: string; readonly count: number }>,
): void {
  if (!isArray || items.length <= LONGEST || end - start < SHORTEST) return;
  const stop = items.length - LAST;
  for (let item = FIRST; item < stop; ) {
    const from = item;
    while (item < stop && !holds(text.slice(items[item]!, items[item + 1]!))) item += 1;
    if (item - from > 1) {
      const parts = items.slice(from, item).map((at, index) => text.slice(at, items[from + index + 1]!));
      const says = notice(`${counted(item - from, "item")} of ${items.length} left out${idsOf(parts)}`);
      if (says.length + 3 < items[item]! - items[from]!)
        jumps.set(items[from]!, { to: items[item]!, says, count: item - from });
    }
    item += 1;
  }
}
