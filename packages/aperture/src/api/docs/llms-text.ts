import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Paths of this server to what stands there. */
export type TextFiles = ReadonlyMap<string, string>;

const root = new URL("../../../../../", import.meta.url);
const link = /\]\(((?!https?:)[^)#\s]+)/g;

/**
 * `/llms.txt` for agents that write plugins or use the API, and every page that it names: docs/llms.txt, its links led to this server. Only what
 * it names is given: requests are looked up, none becomes a path on disk.
 */
export function llmsFiles(): TextFiles {
  const files = new Map<string, string>();
  const index = read("docs/llms.txt") ?? "";
  const text = index.replaceAll(link, (whole, target: string) => {
    const path = new URL(target, "file:///docs/").pathname.slice(1);
    const content = read(path);
    if (content === null) return whole;
    const served = path.startsWith("docs/") ? `/${path}` : `/docs/${path}`;
    files.set(served, content);
    return `](${served}`;
  });
  return files.set("/llms.txt", text);
}

function read(path: string): string | null {
  const file = fileURLToPath(new URL(path, root));
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
