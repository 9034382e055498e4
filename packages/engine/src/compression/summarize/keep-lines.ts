/** Indexes of the lines of a text that hold one of the texts to keep, in whole or (of a text of several lines) in part. */
export function linesHolding(lines: readonly string[], keep: readonly string[] = []): ReadonlySet<number> {
  const wanted = [...new Set(keep)].filter((text) => text.trim() !== "");
  const held = new Set<number>();
  if (wanted.length === 0) return held;
  const text = lines.join("\n");
  const starts = lineStarts(lines);
  for (const each of wanted) {
    let line = 0;
    let reached = 0;
    for (let at = text.indexOf(each); at !== -1; at = text.indexOf(each, at + 1)) {
      while (line + 1 < starts.length && starts[line + 1]! <= at) line++;
      reached = Math.max(reached, line);
      while (reached < starts.length && starts[reached]! < at + each.length) held.add(reached++);
      // Another hit in a line just taken adds nothing but time, unless the text runs over the line's end.
      if (!each.includes("\n")) at = Math.max(at, (starts[line + 1] ?? text.length + 1) - 2);
    }
  }
  return held;
}

function lineStarts(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  return starts;
}
