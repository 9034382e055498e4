import { createHash } from "node:crypto";
import { join } from "node:path";
import { LibraryKind, type ProjectProfile, type YamlProblem } from "@aperture/sdk";
import { folderOf, isOwnFolder, listNames, pathIn } from "../files/list-names.ts";
import { FileRefused, readPlainFile, stampOf, textOf } from "../files/read-plain-file.ts";
import { itemOf, type ShelfItem } from "../files/shelf.ts";
import { readProfile } from "../read-item.ts";

export const PROFILE_FILE = ".aperture.yml";
export const LIBRARY_FOLDER = ".aperture";
/** Files of one project that can count. */
const MOST_FILES = 200;

/** Bytes of them all: a folder that nobody trusts is read too, to say what it would let count. */
const MOST_BYTES = 300_000;

/** What a folder has to say, read once: the bytes that trust is given to are the bytes that count. */
export interface ProjectScan {
  /** Without links. */
  readonly folder: string;
  /** Another one whenever a file is; the scan is as good as this. */
  readonly stamp: string;
  /** False while a change could be missed: the scan is not to be remembered. */
  readonly isSettled: boolean;
  /** Inside the folder, sorted. */
  readonly files: readonly string[];
  /** SHA-256 over all of them; null where there is nothing, or something that cannot be trusted. */
  readonly digest: string | null;
  readonly profile: ProjectProfile | null;
  readonly items: readonly ShelfItem[];
  readonly trouble: YamlProblem | null;
  readonly warnings: readonly YamlProblem[];
}

interface Listed {
  readonly path: string;
  readonly stamp: string;
  readonly item: { readonly kind: LibraryKind; readonly name: string } | null;
}

/** What is there now, without reading it. Cheap: asked again and again. */
export function stampProject(folder: string): string {
  try {
    return list(folder)
      .map(({ path, stamp }) => `${path}=${stamp}`)
      .join("\n");
  } catch (error) {
    if (error instanceof FileRefused) return `refused: ${error.message}`;
    throw error;
  }
}

/** Reads everything that would count. Never throws for what is in the folder: that is `trouble`. */
export function scanProject(folder: string): ProjectScan {
  const stamp = stampProject(folder);
  const nothing = {
    folder,
    stamp,
    isSettled: false,
    files: [],
    digest: null,
    profile: null,
    items: [],
    trouble: null,
    warnings: [],
  };
  let at = PROFILE_FILE;
  try {
    const listed = list(folder);
    const hash = createHash("sha256");
    const items: ShelfItem[] = [];
    let settled = true;
    let total = 0;
    let read: ReturnType<typeof readProfile> | null = null;
    for (const { path, item } of listed) {
      at = path;
      const { bytes, isSettled } = readPlainFile(join(folder, path));
      settled &&= isSettled;
      total += bytes.length;
      if (total > MOST_BYTES) throw new FileRefused(`all together they are larger than ${MOST_BYTES} bytes`);
      // Lengths keep one file's end from being another's beginning.
      hash.update(`${path.length}:${path}:${bytes.length}:`).update(bytes);
      if (item === null) read = readProfile(textOf(bytes), join(folder, path));
      else items.push(itemOf(item.kind, item.name, join(folder, path), bytes));
    }
    return {
      folder,
      stamp,
      isSettled: settled,
      files: listed.map(({ path }) => path),
      digest: listed.length === 0 ? null : hash.digest("hex"),
      profile: read?.value ?? null,
      items,
      trouble: read?.problems[0] ?? null,
      warnings: read?.warnings ?? [],
    };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const file = join(folder, error instanceof ListRefused ? error.path : at);
    const trouble = { file, line: 1, column: 1, pointer: "", reason: error.message, allowed: null, nearest: null };
    return { ...nothing, trouble };
  }
}

class ListRefused extends FileRefused {
  readonly path: string;
  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

function list(folder: string): Listed[] {
  const listed: Listed[] = [];
  const add = (path: string, item: Listed["item"]) => {
    const stamp = refusedAt(path, () => stampOf(join(folder, path)));
    if (stamp === null) return;
    if (listed.length >= MOST_FILES) throw new ListRefused(path, `more than ${MOST_FILES} files would count`);
    listed.push({ path, stamp, item });
  };
  add(PROFILE_FILE, null);
  const root = join(folder, LIBRARY_FOLDER);
  if (!refusedAt(LIBRARY_FOLDER, () => isOwnFolder(root))) return listed;
  for (const kind of LibraryKind.options) {
    const inside = `${LIBRARY_FOLDER}/${folderOf[kind]}`;
    for (const name of refusedAt(inside, () => listNames(root, kind)))
      add(pathIn(LIBRARY_FOLDER, kind, name), { kind, name });
  }
  return listed.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A refusal says in which path it came. */
function refusedAt<Value>(path: string, look: () => Value): Value {
  try {
    return look();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof FileRefused) throw new ListRefused(path, error.message);
    if (code === "EACCES" || code === "ENOENT" || code === "ENOTDIR")
      throw new ListRefused(path, `it cannot be read (${code})`);
    throw error;
  }
}
