/** A glob by segments, as permissions write it: `*` and `?` within a segment, `**` for any number of them. */
export interface Glob {
  matches(path: string): boolean;
  /** Whether anything below this folder could match. `""`: the project itself. */
  reaches(folder: string): boolean;
  /** The path that it names, where it holds no wildcard; else null. */
  readonly literal: string | null;
}

const PREFIX = "$PROJECT/";

/**
 * Of `$PROJECT/src/**` or `src/**`. No regular expression is made of it: a pattern of a stranger's must cost no more than its length times the
 * path's.
 */
export function parseGlob(text: string): Glob {
  const pattern = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  const segments = pattern.split("/");
  const isLiteral = !/[*?]/.test(pattern);
  return {
    matches: (path) => matchesAll(segments, path.split("/")),
    reaches: (folder) => folder === "" || reaches(segments, folder.split("/")),
    literal: isLiteral ? pattern : null,
  };
}

/** Greedy, going back to the last `**` alone: what an earlier one took, the later one may as well take. */
function matchesAll(pattern: readonly string[], path: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < path.length; ) {
    if (pattern[at] === "**") {
      star = at++;
      resume = index;
    } else if (at < pattern.length && matchesSegment(pattern[at]!, path[index]!)) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === "**") at++;
  return at === pattern.length;
}

/** Whether the folder is a beginning of something that matches. */
function reaches(pattern: readonly string[], folder: readonly string[]): boolean {
  for (const [index, segment] of folder.entries()) {
    if (pattern[index] === "**") return true;
    if (index >= pattern.length - 1 || !matchesSegment(pattern[index]!, segment)) return false;
  }
  return true;
}

/** The same for characters. */
function matchesSegment(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
