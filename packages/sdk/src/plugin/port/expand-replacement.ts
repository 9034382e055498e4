/**
 * What `replacement` becomes for one match, as `String.replace` has it: `$$`, `$&`, `$1` … `$99`, `$<name>`. Not the text before
 * and behind the match: each match could then be as long as the whole text, and the result its square.
 */
export function expandReplacement(
  replacement: string,
  match: string,
  groups: readonly (string | undefined)[],
  named: Readonly<Record<string, string | undefined>> | undefined,
): string {
  if (!replacement.includes("$")) return replacement;
  return replacement.replace(/\$(?:\$|&|(\d{1,2})|<([^>]*)>)/g, (whole, digits?: string, name?: string) => {
    if (whole === "$$") return "$";
    if (whole === "$&") return match;
    if (name !== undefined) return named ? (named[name] ?? "") : whole;
    // `$12` is the twelfth where there are twelve, else the first and a 2.
    for (const length of [2, 1]) {
      const number = Number(digits!.slice(0, length));
      if (digits!.length >= length && number >= 1 && number <= groups.length)
        return (groups[number - 1] ?? "") + digits!.slice(length);
    }
    return whole;
  });
}
