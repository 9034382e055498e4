import { hasNotice, notice } from "../compression/trim/notice.ts";

/** `   12→code`, `    12<tab>code`, `00012| code`: how agents' read tools number lines. */
const numbered = /^( {0,8})(\d{1,7})(→|\t|\| ?)/;
/** Lines from which on the notice is worth its room. */
const SHORTEST = 12;
const EVERY = 10;
const header = notice("only every tenth line is numbered");

/**
 * A numbered file read with every tenth number left: prefixes are 30 % of the tokens of the recorded reads. The lines
 * themselves stay byte for byte. A line behind anything that is no next line keeps its number, so that every number can be
 * counted back. Null where there is little to gain, or a line's own text could be taken for a number.
 */
export function packLineNumbers(text: string): string | null {
  const lines = text.split("\n");
  const packed: string[] = [];
  let last: number | null = null;
  let left = 0;
  for (const line of lines) {
    const match = numbered.exec(line);
    if (!match) {
      last = null;
      packed.push(line);
      continue;
    }
    const number = Number(match[2]);
    const code = line.slice(match[0].length);
    const isCounted = last !== null && number === last + 1 && number % EVERY !== 0;
    // Where code looks like a number and a mark, or like a notice, the reader could not tell them apart.
    if (isCounted && (numbered.test(code) || hasNotice(code))) return null;
    if (isCounted) left++;
    packed.push(isCounted ? code : `${number}${match[3]}${code}`);
    last = number;
  }
  return left < SHORTEST ? null : [header, ...packed].join("\n");
}

/** The read with a number on each line again; any other text as it is. */
export function unpackLineNumbers(text: string): string {
  if (!text.startsWith(`${header}\n`)) return text;
  let next: number | null = null;
  let mark = "→";
  return text
    .slice(header.length + 1)
    .split("\n")
    .map((line) => {
      const match = numbered.exec(line);
      if (match) {
        next = Number(match[2]) + 1;
        mark = match[3]!;
        return line;
      }
      if (next === null || hasNotice(line)) {
        next = null;
        return line;
      }
      return `${next++}${mark}${line}`;
    })
    .join("\n");
}
