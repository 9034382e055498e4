/** As many blocks as one operation takes. */
const most = 10_000;

/** Block ids as short as a URL wants them: `block-3`, `block-4`, `block-5`, `block-9` is `3-5,9`. */
export function formatRanges(ids: Iterable<string>): string {
  const numbers = [...ids].map(numberOf).filter((n) => n !== undefined);
  const ranges: [first: number, last: number][] = [];
  for (const n of numbers.toSorted((left, right) => left - right)) {
    const open = ranges.at(-1);
    if (open && n <= open[1] + 1) open[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

/** The ids of such a text; what cannot be read, and what is more than one operation takes, is left out. */
export function parseRanges(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const range of text.split(",")) {
    const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(range) ?? [];
    if (first === undefined) continue;
    for (let n = Number(first); n <= Number(last) && ids.size < most; n += 1) ids.add(`block-${n}`);
  }
  return ids;
}

function numberOf(id: string): number | undefined {
  const digits = /^block-(\d{1,9})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
