/** A text without what somebody could have split a secret with, or out of its encoding. */
export interface Disguise {
  readonly text: string;
  /** Where in the original a character of it stands. */
  offsetOf(index: number): number;
}

/** Bounded, so that no text makes them quadratic. A line break with the indentation, comment sign or list dash around it; quotes that end and begin again; `\` at a line's end. */
const seams =
  /[ \t]{0,100}\\?\r?\n[ \t]{0,100}(?:(?:#|\/\/|-|>|\|)[ \t]{0,20}){0,20}|(["'`])[ \t]{0,20}(?:[+.,&][ \t]{0,20})?\1/g;
const encodings: readonly { readonly shape: RegExp; decode(run: string): string }[] = [
  { shape: /[\w+/-]{20,}={0,2}/g, decode: (run) => Buffer.from(run, "base64").toString("utf8") },
  { shape: /(?:[0-9a-f]{2}){12,}/gi, decode: (run) => Buffer.from(run, "hex").toString("utf8") },
  { shape: /(?:[\w.-]{0,8}%[0-9a-f]{2}){3,}[\w.-]{0,200}/gi, decode: decodePercent },
  { shape: /(?:\\x[0-9a-f]{2}|\\u00[0-9a-f]{2}){4,}/gi, decode: decodeEscapes },
];
const printable = /^[\x20-\x7e\s]{12,}$/;

/** The text over its seams: `"sk-" + "ant-…"`, a key that is folded over lines, or hidden in lines of comment. */
export function joined(text: string): Disguise {
  const pieces: { readonly at: number; readonly from: number }[] = [];
  let out = "";
  let last = 0;
  const keep = (end: number): void => {
    pieces.push({ at: out.length, from: last });
    out += text.slice(last, end);
  };
  for (const { index, 0: seam } of text.matchAll(seams)) {
    keep(index);
    last = index + seam.length;
  }
  keep(text.length);
  return {
    text: out,
    offsetOf(index) {
      const piece = pieces.findLast(({ at }) => at <= index)!;
      return piece.from + index - piece.at;
    },
  };
}

/** What runs of base64, hexadecimal digits, percent signs or escapes say, where they say something in letters. */
export function decoded(text: string): Disguise[] {
  return encodings.flatMap(({ shape, decode }) =>
    [...text.matchAll(shape)].flatMap(({ index, 0: run }) => {
      const said = decode(run);
      return printable.test(said) ? [{ text: said, offsetOf: () => index }] : [];
    }),
  );
}

function decodePercent(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return "";
  }
}

function decodeEscapes(run: string): string {
  return run.replaceAll(/\\(?:x|u00)([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
