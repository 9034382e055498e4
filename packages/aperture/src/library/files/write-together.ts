import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LibraryKind, LibraryName } from "@aperture/sdk";
import { z } from "zod";
import { flushFolder } from "../../store/flush-folder.ts";
import { pathIn } from "./list-names.ts";
import { type ItemOrigin, originsPath, withOrigins } from "./origins.ts";

export interface FileToWrite {
  readonly kind: LibraryKind;
  readonly name: string;
  readonly text: string;
}

const Journal = z.object({ items: z.array(z.object({ kind: LibraryKind, name: LibraryName })) });

/** Being gathered: dies with the process. */
const incoming = ".incoming-";
/** Whole, and decided: is carried out, now or at the next start. */
const decided = ".decided";
const journal = "journal.json";
const origins = "origins.json";
/** Drafts of single files (`calm.yml.1234.tmp`). */
const draft = /\.\d+\.tmp$/;

/**
 * All of the files or none, whenever the process ends. They are gathered in a folder of their own and flushed; renaming that folder decides,
 * in one step; then each file is renamed to its place. What dies before the decision is swept at the next start, what dies behind it is
 * carried on with (`finishWrites`).
 */
export function writeTogether(root: string, files: readonly FileToWrite[], origin: ItemOrigin | null): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  finishWrites(root);
  const gathering = join(root, `${incoming}${randomUUID()}`);
  try {
    mkdirSync(gathering, { mode: 0o700 });
    const items = files.map(({ kind, name, text }, index) => {
      writeFlushed(join(gathering, `${index}.yml`), text);
      return { kind, name, sha256: createHash("sha256").update(text).digest("hex") };
    });
    if (origin !== null)
      writeFlushed(
        join(gathering, origins),
        withOrigins(
          root,
          items.map((item) => ({ ...item, ...origin })),
        ),
      );
    writeFlushed(join(gathering, journal), JSON.stringify({ items }));
    // What needs room is done before the decision; behind it there are renames alone, which a full disk lets pass.
    for (const { kind, name } of items) mkdirSync(dirname(pathIn(root, kind, name)), { recursive: true, mode: 0o700 });
    flushFolder(gathering);
    renameSync(gathering, join(root, decided));
  } catch (error) {
    rmSync(gathering, { recursive: true, force: true });
    throw error;
  }
  flushFolder(root);
  carryOut(root);
}

/** At the start, before anything is read: what was decided is carried out, what was not is swept. */
export function finishWrites(root: string): void {
  if (!isFolder(root)) return;
  for (const name of readdirSync(root))
    if (name.startsWith(incoming) || draft.test(name)) rmSync(join(root, name), { recursive: true, force: true });
  for (const kind of LibraryKind.options) {
    const folder = dirname(pathIn(root, kind, "any"));
    if (!isFolder(folder)) continue;
    for (const name of readdirSync(folder)) if (draft.test(name)) rmSync(join(folder, name), { force: true });
  }
  if (existsSync(join(root, decided))) carryOut(root);
}

/** Twice is once: a file that is no longer in the folder is in its place already. */
function carryOut(root: string): void {
  const folder = join(root, decided);
  const { items } = Journal.parse(JSON.parse(readFileSync(join(folder, journal), "utf8")));
  const move = (from: string, to: string) => {
    if (existsSync(join(folder, from))) renameSync(join(folder, from), to);
    flushFolder(dirname(to));
  };
  for (const [index, { kind, name }] of items.entries()) move(`${index}.yml`, pathIn(root, kind, name));
  move(origins, originsPath(root));
  // The journal goes last: as long as it is there, all of this is done again.
  const done = join(root, `${incoming}done-${randomUUID()}`);
  renameSync(folder, done);
  rmSync(done, { recursive: true, force: true });
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const writeFlushed = (path: string, text: string): void =>
  writeFileSync(path, text, { flag: "wx", mode: 0o600, flush: true });
