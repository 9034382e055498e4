const before = "(?:(?:export|default|public|private|protected|internal|static|abstract|final|async|unsafe|pub) +)*";
const nested = "(?:function|class|interface|type|enum|struct|trait|impl|namespace|module|def|fn|func|describe|test)\\b";
/** Below the top these are a function's own affair. */
const top = "(?:const|let|var|use|package|import)\\b";
const declaration = new RegExp(`^(?:[ \\t]{0,8}${before}${nested}|${before}${top}|#{1,6} ).{0,200}`);
const LINES = 200;
const WORDS = 40;

/**
 * Lines that declare something in most languages, and headings, each without its body; the first words of a text that has
 * none. One pass over its lines. The engine's own outlines (level `trimmed`) know the language; this does not.
 */
export function outlineText(text: string): string {
  const found: string[] = [];
  for (let from = 0; from < text.length && found.length < LINES; ) {
    const newline = text.indexOf("\n", from);
    const end = newline < 0 ? text.length : newline;
    const match = declaration.exec(text.slice(from, Math.min(end, from + 300)));
    if (match) found.push(match[0].replace(/\s*\{?\s*$/, ""));
    from = end + 1;
  }
  if (found.length > 0) return found.join("\n");
  const words = text.slice(0, 2_000).split(/\s+/).filter(Boolean);
  return words.slice(0, WORDS).join(" ") + (words.length > WORDS ? " …" : "");
}
