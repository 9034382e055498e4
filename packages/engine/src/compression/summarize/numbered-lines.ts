/** A file as a read tool printed it: its lines without the tool's numbers, and what the tool said around them. */
export interface NumberedLines {
  readonly lines: readonly string[];
  /** Number of the first line in the file, 1-based. */
  readonly first: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The forms read tools use: `    12→text` and `    12<tab>text`, `00012| text`, `12: text`, `L12: text`. */
const forms = [/^ {0,8}(\d{1,7})[→\t]/, /^ {0,8}(\d{1,7})\| ?/, /^L?(\d{1,7}): ?/];
/** Below this share of consecutive lines the numbers are part of the text. */
const smallestShare = 0.6;

/** Null where the text is not a run of consecutively numbered lines. */
export function readNumberedLines(text: string): NumberedLines | null {
  const all = text.split("\n");
  for (const form of forms) {
    const run = longestRun(all, form);
    if (run.end - run.start < Math.max(2, (all.length - 12) * smallestShare)) continue;
    const body = all.slice(run.start, run.end);
    const prefix = widest(body, form);
    return {
      lines: body.map((line) => line.replace(prefix, "")),
      first: Number(form.exec(body[0]!)![1]),
      before: all.slice(0, run.start),
      after: all.slice(run.end),
    };
  }
  return null;
}

function longestRun(lines: readonly string[], form: RegExp): { start: number; end: number } {
  let best = { start: 0, end: 0 };
  let start = 0;
  let expected = -1;
  for (let at = 0; at <= lines.length; at++) {
    const number = at < lines.length ? Number(form.exec(lines[at]!.slice(0, 24))?.[1] ?? Number.NaN) : Number.NaN;
    if (number !== expected) {
      if (at - start > best.end - best.start && expected !== -1) best = { start, end: at };
      start = at;
    }
    expected = Number.isNaN(number) ? -1 : number + 1;
    if (expected === -1) start = at + 1;
  }
  return best;
}

/** `12:text` and `12: text` differ by a blank that belongs to the tool only where every line has it. */
function widest(body: readonly string[], form: RegExp): RegExp {
  if (!form.source.endsWith(" ?")) return form;
  const narrow = new RegExp(form.source.slice(0, -2));
  const padded = body.every((line) => {
    const rest = line.replace(narrow, "");
    return rest === "" || rest.startsWith(" ");
  });
  return padded ? form : narrow;
}
