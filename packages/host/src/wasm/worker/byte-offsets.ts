/**
 * Offsets in a text's UTF-8 of offsets in UTF-16, asked in rising order: each piece between two is measured once. In a text of ASCII, which
 * most tool output is, they are the same and nothing is measured.
 */
export function byteOffsets(text: string): (unit: number) => number {
  if (Buffer.byteLength(text) === text.length) return (unit) => unit;
  let unitsDone = 0;
  let bytesDone = 0;
  return (unit) => {
    const at = startsInsidePair(text, unit) ? unit - 1 : unit;
    if (at > unitsDone) {
      bytesDone += Buffer.byteLength(text.slice(unitsDone, at));
      unitsDone = at;
    }
    return bytesDone;
  };
}

/** An expression without the flag `u` can match half of a character. */
const startsInsidePair = (text: string, unit: number) =>
  unit > 0 && isBetween(text.charCodeAt(unit), 0xdc00, 0xdfff) && isBetween(text.charCodeAt(unit - 1), 0xd800, 0xdbff);

const isBetween = (code: number, low: number, high: number) => code >= low && code <= high;
