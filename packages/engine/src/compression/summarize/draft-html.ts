import type { CompressInput } from "../contract.ts";
import type { Draft } from "./draft.ts";
import { draftProse } from "./draft-prose.ts";

/** Elements whose text nobody reads. */
const silent: Readonly<Record<string, string>> = {
  script: "</script",
  style: "</style",
  svg: "</svg",
  noscript: "</noscript",
};
const breaking = /^\/?(?:p|div|li|ul|ol|tr|table|section|article|header|footer|br|h[1-6]|pre|blockquote|title|dt|dd)$/;
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " };

/** A page: its text without markup, by extract. */
export function draftHtml(input: CompressInput): Draft | null {
  const start = input.text.slice(0, 2_000);
  if (!/^\s*(?:<!doctype html|<html[\s>]|<\?xml[^>]*\?>\s*<html)/i.test(start)) return null;
  const text = readableText(input.text);
  const draft = draftProse({ ...input, text });
  return {
    ...draft,
    content: "html",
    title: `summary by extract of a page, ${input.text.length} characters of HTML`,
    note: `page of ${input.text.length} characters: text without markup, the lines that say most`,
    source: input.text.split("\n"),
  };
}

/** One pass over the tags; headings get Markdown's mark, so that they count as headings. */
function readableText(html: string): string {
  const out: string[] = [];
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    out.push(html.slice(at, open === -1 ? html.length : open));
    if (open === -1) break;
    const close = html.indexOf(">", open);
    if (close === -1) break;
    const name = /^\/?[a-z][a-z0-9]*/i.exec(html.slice(open + 1, open + 24))?.[0].toLowerCase() ?? "";
    at = close + 1;
    if (breaking.test(name)) out.push(/^h[1-6]$/.test(name) ? `\n${"#".repeat(Number(name[1]))} ` : "\n");
    if (Object.hasOwn(silent, name)) {
      const end = html.indexOf(silent[name]!, at);
      at = end === -1 ? html.length : end;
    }
  }
  return out
    .join("")
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name]!)
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "")
    .join("\n");
}
