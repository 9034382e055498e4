/** What stands in `/** … *\/` above each field of the schemas of a source, by path: `PluginPermissions.blocks.read`. */
export function docstringsOf(source: string): Map<string, string> {
  const found = new Map<string, string>();
  const stack: { indent: number; key: string }[] = [];
  let comment: string[] = [];
  let isInside = false;
  for (const line of source.split("\n")) {
    const text = line.trim();
    if (isInside || text.startsWith("/**")) {
      comment = isInside ? [...comment, text] : [text];
      isInside = !text.endsWith("*/");
      continue;
    }
    const constant = /^export const (\w+)/.exec(line);
    const field = /^(\s+)([\w$]+)(?::|,$)/.exec(line);
    const indent = constant ? 0 : (field?.[1]?.length ?? 0);
    const key = constant?.[1] ?? field?.[2];
    if (key !== undefined) {
      while (stack.length > 0 && stack.at(-1)!.indent >= indent) stack.pop();
      stack.push({ indent, key });
      if (comment.length > 0) found.set(stack.map((each) => each.key).join("."), wordsOf(comment));
    }
    if (text !== "") comment = [];
  }
  return found;
}

/** A declaration as it stands in the source, with what is written above it. Throws where there is none. */
export function declarationIn(source: string, name: string): string {
  const lines = source.split("\n");
  const at = lines.findIndex((line) => new RegExp(`^export (?:interface|type) ${name}\\b`).test(line));
  if (at < 0) throw new Error(`no declaration of ${name}`);
  const isClosed = (line: string) => /^(?:\}.*|\S.*;)$/.test(line);
  const end = lines.findIndex((line, index) => index >= at && isClosed(line));
  let start = at;
  if (lines[at - 1]?.trim().endsWith("*/"))
    do start--;
    while (!lines[start]!.startsWith("/**"));
  return lines
    .slice(start, end + 1)
    .join("\n")
    .replaceAll(/^export /gm, "");
}

const wordsOf = (comment: readonly string[]): string =>
  comment
    .map((line) =>
      line
        .replace(/^\/?\*+\/?/, "")
        .replace(/\*+\/$/, "")
        .trim(),
    )
    .filter(Boolean)
    .join(" ");
