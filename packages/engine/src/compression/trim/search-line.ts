/** A line of grep's output. */
export interface SearchLine {
  readonly path: string;
  readonly number: string;
  /** `:` for a hit, `-` for the lines around it. */
  readonly sign: ":" | "-";
  readonly code: string;
}

/** Longest path that is looked for. */
const LONGEST_PATH = 400;

/**
 * Reads `path:12:code` and `path-12-code`. Paths may hold dashes and digits (`a-1-b.ts-12-code`), so a place where a path
 * that is known ends comes first, else the first place behind a file ending, else the first.
 */
export function searchLine(line: string, isKnown: (path: string) => boolean): SearchLine | null {
  const limit = Math.min(line.length, LONGEST_PATH);
  let first: SearchLine | null = null;
  let named: SearchLine | null = null;
  for (let at = 1; at < limit; at += 1) {
    const sign = line[at]!;
    if (sign !== ":" && sign !== "-") continue;
    let end = at + 1;
    while (end < at + 9 && line[end]! >= "0" && line[end]! <= "9") end += 1;
    if (end === at + 1 || line[end] !== sign) continue;
    const path = line.slice(0, at);
    const found: SearchLine = { path, number: line.slice(at + 1, end), sign, code: line.slice(end + 1) };
    if (isKnown(path)) return found;
    if (looksLikePath(path)) {
      first ??= found;
      if (/\.\w{1,12}$/.test(path.slice(-16))) named ??= found;
    }
  }
  return named ?? first;
}

function looksLikePath(path: string): boolean {
  return (
    !/[\s"'`<>|*?(){}]/.test(path) &&
    /[A-Za-z]/.test(path) &&
    !path.includes("://") &&
    !/^[\d:.-]+T?[\d:.-]*$/.test(path)
  );
}
