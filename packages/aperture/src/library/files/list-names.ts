import { type Dirent, lstatSync, opendirSync } from "node:fs";
import { join } from "node:path";
import { LibraryKind, LibraryName } from "@aperture/sdk";
import { FileRefused } from "./read-plain-file.ts";

/** Entries of one folder that are looked at. More is no library, but something that wants to keep us busy. */
export const MOST_ENTRIES = 1_000;

export const folderOf: Readonly<Record<LibraryKind, string>> = {
  preset: "presets",
  rule: "rules",
  template: "templates",
};

/** `presets/calm.yml` */
export const pathIn = (root: string, kind: LibraryKind, name: string): string =>
  join(root, folderOf[kind], `${name}.yml`);

/** Names of the files of a kind, sorted; what is not called like an item is passed over. Throws FileRefused for links and for too many. */
export function listNames(root: string, kind: LibraryKind): string[] {
  const folder = join(root, folderOf[kind]);
  if (!isOwnFolder(folder)) return [];
  const names: string[] = [];
  for (const entry of entriesOf(folder)) {
    if (!entry.name.endsWith(".yml")) continue;
    const name = entry.name.slice(0, -".yml".length);
    if (LibraryName.safeParse(name).success) names.push(name);
  }
  return names.sort();
}

/** True for a folder; false where there is nothing. Throws FileRefused for a link: it may lead anywhere. */
export function isOwnFolder(path: string): boolean {
  let found: ReturnType<typeof lstatSync>;
  try {
    found = lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return false;
  }
  if (found?.isSymbolicLink() === true) throw new FileRefused(`${path} is a symbolic link`);
  return found?.isDirectory() === true;
}

function* entriesOf(folder: string): Generator<Dirent> {
  const opened = opendirSync(folder);
  try {
    let seen = 0;
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      if (++seen > MOST_ENTRIES) throw new FileRefused(`${folder} has more than ${MOST_ENTRIES} entries`);
      yield entry;
    }
  } finally {
    opened.closeSync();
  }
}

export const libraryKinds = LibraryKind.options;
