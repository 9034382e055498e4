import { decodeEntities } from "./html-entities.ts";
import { tagReader } from "./html-tag.ts";
import { notice } from "./notice.ts";
import type { Trimmer } from "./trimming.ts";

/** Elements whose content is no text. */
const silent = new Set(["script", "style", "noscript", "svg", "template", "iframe", "canvas"]);
const breaking = new Set(
  "address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html body li main nav ol p pre section table tbody thead title tr ul".split(
    " ",
  ),
);

/** What a reader would see: text, headings, list items, table cells, links with where they lead. */
export const trimHtml: Trimmer = (input) => {
  const text = [notice("HTML as its text"), readable(input.text)].join("\n");
  return { text, note: "HTML tags, scripts and styles left out" };
};

function readable(html: string): string {
  const written: string[] = [];
  const links: string[] = [];
  const ends = new Map<string, number>();
  const readTag = tagReader(html);
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    written.push(decodeEntities(html.slice(at, open < 0 ? html.length : open)));
    if (open < 0) break;
    const tag = readTag(open);
    if (!tag) {
      written.push("<");
      at = open + 1;
      continue;
    }
    at = tag.end;
    const { name, isClosing } = tag;
    if (silent.has(name) && !isClosing && !tag.isSelfClosing) at = skipElement(html, name, at, ends);
    else if (name === "a") written.push(isClosing ? linkEnd(links.pop()) : linkStart(tag.href, links));
    else if (breaking.has(name)) written.push(isClosing ? "\n" : `\n${markOf(name)}`);
    else if ((name === "td" || name === "th") && isClosing) written.push(" | ");
    else if (name === "img" && tag.alt) written.push(`[image: ${tag.alt}]`);
  }
  return tidy(written.join(""));
}

function markOf(name: string): string {
  if (/^h[1-6]$/.test(name)) return `${"#".repeat(Number(name[1]))} `;
  return name === "li" ? "- " : "";
}

function linkStart(href: string, links: string[]): string {
  const leads = href !== "" && !href.startsWith("#") && !href.startsWith("javascript:") && !href.startsWith("data:");
  links.push(leads ? href : "");
  return "";
}

const linkEnd = (href: string | undefined): string => (href ? ` (${href})` : "");

/** Behind the element's end. An element that never ends is looked for once: a page of open scripts stays linear. */
function skipElement(html: string, name: string, from: number, ends: Map<string, number>): number {
  if (ends.get(name) === -1) return from;
  const closing = new RegExp(`</${name}`, "gi");
  closing.lastIndex = from;
  const found = closing.exec(html)?.index ?? -1;
  ends.set(name, found);
  if (found < 0) return name === "script" || name === "style" ? html.length : from;
  const end = html.indexOf(">", found);
  return end < 0 ? html.length : end + 1;
}

/** One blank between words, at most one empty line between paragraphs, no empty list items. */
function tidy(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => line.replace(/[ \t\u00a0]+/g, " ").trim())
    .filter((line) => line !== "-" && line !== "|");
  return lines
    .filter((line, index) => line !== "" || (index > 0 && lines[index - 1] !== ""))
    .join("\n")
    .trim();
}
