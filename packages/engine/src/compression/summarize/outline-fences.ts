import type { CompressInput, Skeleton } from "../contract.ts";

const fence = /^\s{0,3}(`{3,}|~{3,})\s*([A-Za-z0-9+#-]{0,20})[^`]*$/;
/** Shorter blocks are quoted for a reason. */
const shortest = 12;

/** The text with its longer code blocks as outlines; the same text where there are none. */
export function outlineFences(input: CompressInput, skeleton: Skeleton): string {
  if (!/^\s{0,3}(?:```|~~~)/m.test(input.text)) return input.text;
  const lines = input.text.split("\n");
  const out: string[] = [];
  const unclosed = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    const [, mark, language] = fence.exec(lines[at]!.slice(0, 100)) ?? [];
    const end = mark && language && !unclosed.has(mark) ? closing(lines, at + 1, mark) : -1;
    // Looked for once in vain, it need not be looked for again: hostile text has a thousand of them.
    if (mark && end === -1) unclosed.add(mark);
    const body = end - at > shortest ? lines.slice(at + 1, end).join("\n") : null;
    const outline = body === null ? null : skeleton(body, `.${language}`, input.keep ?? []);
    if (body === null || outline === null || outline.length >= body.length) {
      out.push(lines[at]!);
      continue;
    }
    out.push(lines[at]!, outline, lines[end]!);
    at = end;
  }
  return out.join("\n");
}

function closing(lines: readonly string[], from: number, mark: string): number {
  for (let at = from; at < lines.length; at++) if (lines[at]!.trim().startsWith(mark)) return at;
  return -1;
}
