import type { CompressInput } from "../contract.ts";
import type { Draft } from "./draft.ts";

const smallestShare = 0.7;
/** Names said of one folder. */
const mostNames = 60;

/** Paths one to a line, as find, glob and `git ls-files` print them: by folder, so that no folder is said twice. */
export function draftListing(input: CompressInput): Draft | null {
  const lines = input.text.split("\n").filter((line) => line.trim() !== "");
  const folders = new Map<string, string[]>();
  const others: string[] = [];
  for (const line of lines) {
    const path = /^(?:\.?\/)?[^\s:*?"<>|]{1,400}$/.test(line.trim()) ? line.trim() : null;
    const cut = path?.lastIndexOf("/") ?? -1;
    if (path === null || cut < 1 || cut === path.length - 1) others.push(line);
    else {
      const folder = folders.get(path.slice(0, cut + 1));
      if (folder) folder.push(path.slice(cut + 1));
      else folders.set(path.slice(0, cut + 1), [path.slice(cut + 1)]);
    }
  }
  if (lines.length < 8 || others.length > lines.length * (1 - smallestShare)) return null;
  return {
    content: "listing",
    title: `listing by folder, ${lines.length - others.length} paths`,
    lines: [
      ...others.slice(0, 12).map((line) => line.slice(0, 300)),
      ...[...folders].map(([folder, names]) => `${folder} ${named(names)}`),
    ],
    note: `${lines.length - others.length} paths by folder`,
    indexed: "",
  };
}

function named(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return `${names.slice(0, mostNames).join(" ")}${rest > 0 ? ` … ${rest} more` : ""}`;
}
