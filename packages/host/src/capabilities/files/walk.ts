import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface WalkBounds {
  /** Entries that are looked at. */
  readonly entries: number;
  /** Folders inside each other. */
  readonly depth: number;
}

export interface WalkOptions {
  readonly bounds: WalkBounds;
  /** Whether to look into a folder. */
  readonly enters: (folder: string) => boolean;
  readonly signal: AbortSignal;
  /** Told at the end, where not everything was looked at. */
  readonly cut: () => void;
}

/** What stands in a folder and below it, by name, relative with forward slashes. Links are neither told nor followed. */
export async function* walk(
  root: string,
  { bounds, enters, signal, cut }: WalkOptions,
): AsyncGenerator<{ readonly path: string; readonly kind: "file" | "folder" }> {
  const open: { readonly path: string; readonly depth: number }[] = [{ path: "", depth: 0 }];
  let seen = 0;
  for (let folder = open.pop(); folder; folder = open.pop()) {
    signal.throwIfAborted();
    yield { path: folder.path, kind: "folder" };
    const below: { path: string; depth: number }[] = [];
    for (const entry of await entriesOf(join(root, folder.path))) {
      if (++seen > bounds.entries) return cut();
      const path = folder.path === "" ? entry.name : `${folder.path}/${entry.name}`;
      if (entry.isFile()) yield { path, kind: "file" };
      else if (entry.isDirectory() && enters(path)) {
        if (folder.depth < bounds.depth) below.push({ path, depth: folder.depth + 1 });
        else cut();
      }
    }
    open.push(...below.reverse());
  }
}

/** A folder that went away, or is not the user's to read, has nothing in it. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
