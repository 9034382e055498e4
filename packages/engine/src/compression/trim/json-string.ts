import { grouped, notice } from "./notice.ts";

/** Longer strings are cut: this much of their start and end stays, in characters as they stand in the text. */
const LONGEST = 1_500;
const HEAD = 1_000;
const TAIL = 200;

/**
 * A JSON string, quotes included, cut in its middle where it is long; `mayCut` is asked about what would go. Never inside an
 * escape, nor between the two halves of a character, escaped or not.
 */
export function shortString(raw: string, mayCut: (part: string) => boolean): string {
  if (raw.length <= LONGEST) return raw;
  const end = raw.length - 1;
  let head = 1;
  let tail = end;
  for (let at = 1; at < end; at += unitAt(raw, at)) {
    if (at <= 1 + HEAD) head = at;
    if (at >= end - TAIL) {
      tail = at;
      break;
    }
  }
  const cut = raw.slice(head, tail);
  if (!mayCut(cut)) return raw;
  return raw.slice(0, head) + notice(`${grouped(cut.length)} characters`) + raw.slice(tail);
}

/** Length of the character or escape that begins at `at`. */
function unitAt(raw: string, at: number): number {
  const code = raw.charCodeAt(at);
  if (code === 0x5c) {
    if (raw[at + 1] !== "u") return 2;
    return isHighEscape(raw, at) && raw.startsWith("\\u", at + 6) ? 12 : 6;
  }
  return code >= 0xd800 && code <= 0xdbff ? 2 : 1;
}

function isHighEscape(raw: string, at: number): boolean {
  const code = Number.parseInt(raw.slice(at + 2, at + 6), 16);
  return code >= 0xd800 && code <= 0xdbff;
}
