/** An expression's flags are put together anew each time they are read, and one expression is searched in hundreds of blocks. */
const expressions = new WeakMap<RegExp, readonly [source: string, flags: string]>();

/** Source and flags as they cross the border; a string stands for itself. */
export function patternOf(pattern: RegExp | string): readonly [source: string, flags: string] {
  if (typeof pattern === "string") return [pattern.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), ""];
  if (!(pattern instanceof RegExp)) throw new TypeError("a pattern is a regular expression or a string");
  let parts = expressions.get(pattern);
  if (parts === undefined) {
    parts = [pattern.source, pattern.flags];
    expressions.set(pattern, parts);
  }
  return parts;
}
