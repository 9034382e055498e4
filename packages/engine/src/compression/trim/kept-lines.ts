/** True per line for the lines that hold one of the user's texts; one that spans lines keeps all of them. */
export function keptLines(text: string, lines: readonly string[], keep: readonly string[] = []): Uint8Array {
  const kept = new Uint8Array(lines.length);
  for (const wanted of keep) if (wanted !== "") markOne(kept, text, lines, wanted);
  return kept;
}

function markOne(kept: Uint8Array, text: string, lines: readonly string[], wanted: string): void {
  let line = 0;
  let start = 0;
  let found = text.indexOf(wanted);
  while (found >= 0) {
    while (start + lines[line]!.length < found) start += lines[line++]!.length + 1;
    let last = line;
    for (let end = start + lines[line]!.length; end < found + wanted.length && last + 1 < lines.length; )
      end += lines[++last]!.length + 1;
    kept.fill(1, line, last + 1);
    // The next line on, not the next character: a line that holds the text a million times is found once.
    found = text.indexOf(wanted, Math.max(found + 1, start + lines[line]!.length));
  }
}
