import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** True for names that carry a hash of their content: they never change. */
  readonly immutable: boolean;
}

/** The built page: exact paths (`/assets/index-Bd3k.js`) to bytes. `index.html` is `/`. */
export type StaticPage = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Reads the built page into memory, or null where it is not built. Requests are looked up in this map: no request ever
 * becomes a path on disk. Source maps and unknown types are left out.
 */
export function loadPage(directory: string): StaticPage | null {
  if (!existsSync(join(directory, "index.html"))) return null;
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(directory.length).replaceAll("\\", "/").replace(/^\/*/, "/");
    const bytes = new Uint8Array(readFileSync(file));
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    files.set(path === "/index.html" ? "/" : path, { bytes, type, etag, immutable: path.startsWith("/assets/") });
  }
  return files;
}
