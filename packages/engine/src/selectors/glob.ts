import { RE2JS } from "re2js";

/** Why a pattern cannot be one. */
export class GlobError extends Error {}

/** Each `{` doubles what a naive matcher would try; here it only grows the automaton, which is bounded all the same. */
const DEEPEST = 8;

/**
 * A glob as a test of texts, in time linear to the text: the pattern becomes an RE2 automaton and is never tried by
 * backtracking. `**` is any text, `*` any text without `/`, `?` one character but `/`, `{a,b}` either; nothing else is
 * special and `\` only stands for itself, for Windows' paths are compared with `/`.
 *
 * `path`: a pattern matches the whole path or any of its ends behind a `/`, so `src/**` finds `/home/u/p/src/a.ts`;
 * one that starts with `/` only the whole path; one that ends with `/` everything below. `name`: `*` crosses `/` too.
 *
 * Throws GlobError where braces do not pair.
 */
export function compileGlob(pattern: string, subject: "path" | "name"): (text: string) => boolean {
  const isPath = subject === "path";
  const glob = isPath ? pattern.replaceAll("\\", "/").replace(/\/$/, "/**") : pattern;
  if (!/[*?{}]/.test(glob)) return isPath ? endsLike(glob) : (text) => text === glob;
  const start = isPath && !glob.startsWith("/") ? "(?:.*/)?" : "";
  const automaton = RE2JS.compile(`${start}${automatonOf(glob, isPath)}`, RE2JS.DOTALL);
  return (text) => automaton.testExact(isPath ? text.replaceAll("\\", "/") : text);
}

function endsLike(glob: string): (path: string) => boolean {
  return (path) => {
    const plain = path.replaceAll("\\", "/");
    return plain === glob || (!glob.startsWith("/") && plain.endsWith(`/${glob}`));
  };
}

function automatonOf(glob: string, isPath: boolean): string {
  const segment = isPath ? "[^/]" : ".";
  let depth = 0;
  let source = "";
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!;
    if (character === "*") {
      const before = glob[at - 1] ?? "/";
      const isDeep = glob[at + 1] === "*";
      while (glob[at + 1] === "*") at++;
      // `a/**/b` is also `a/b`.
      const isFolder = isDeep && isPath && before === "/" && glob[at + 1] === "/";
      if (isFolder) at++;
      source += isFolder ? "(?:.*/)?" : isDeep ? ".*" : `${segment}*`;
    } else if (character === "?") source += segment;
    else if (character === "{") {
      if (++depth > DEEPEST) throw new GlobError(`braces are nested more than ${DEEPEST} deep`);
      source += "(?:";
    } else if (character === "}") {
      if (--depth < 0) throw new GlobError("a } has no { before it");
      source += ")";
    } else if (character === "," && depth > 0) source += "|";
    else source += RE2JS.quote(character);
  }
  if (depth > 0) throw new GlobError("a { is not closed by }");
  return source;
}
