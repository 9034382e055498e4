import { opendir } from "node:fs/promises";
import { join, sep } from "node:path";
import { compileGlob } from "@aperture/engine/selectors/glob";
import { readStagedFile, StagedFileError } from "./read-staged-file.ts";

/** Folders that hold nobody's own files. */
const skipped = new Set(["node_modules", ".git", ".hg", ".svn"]);
/** Folder entries that are looked at, files that are read, characters that are kept. */
const MOST_ENTRIES = 50_000;
const MOST_FILES = 200;
const MOST_CHARACTERS = 1_000_000;

/**
 * The files of a project that match a pattern, which is held against the path from the project's folder, each under its path, in the
 * order of paths. Links are not followed. Throws StagedFileError, or GlobError for a pattern that cannot be one.
 */
export async function readStagedGlob(folder: string, pattern: string): Promise<string> {
  const paths = await filesLike(folder, pattern);
  if (paths.length === 0) throw new StagedFileError("no file matches");
  const parts: string[] = [];
  let characters = 0;
  for (const path of paths.slice(0, MOST_FILES)) {
    const text = await textOf(folder, path);
    if (text === null) continue;
    parts.push(`--- ${path} ---\n${text.trimEnd()}\n`);
    characters += text.length;
    if (characters > MOST_CHARACTERS) break;
  }
  if (parts.length === 0) throw new StagedFileError("none of the files that match is a readable text");
  const left = paths.length - parts.length;
  return parts.join("\n") + (left > 0 ? `\n[${left} more files match and are left out]` : "");
}

/** Null for what is no text, or cannot be read: the others are still worth having. */
async function textOf(folder: string, path: string): Promise<string | null> {
  try {
    return (await readStagedFile(folder, path, { mayLeave: false }))?.text ?? null;
  } catch (error) {
    if (error instanceof StagedFileError) return null;
    throw error;
  }
}

async function filesLike(folder: string, pattern: string): Promise<string[]> {
  const matches = compileGlob(`/${pattern.replace(/^\.?\//, "")}`, "path");
  const found: string[] = [];
  const waiting = [""];
  let entries = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const listing = await opendir(join(folder, at)).catch(() => null);
    if (!listing) continue;
    for await (const entry of listing) {
      if (++entries > MOST_ENTRIES)
        throw new StagedFileError(`the project has more than ${MOST_ENTRIES.toLocaleString("en-US")} files`);
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) waiting.push(path);
      else if (entry.isFile() && matches(`/${path.replaceAll(sep, "/")}`)) found.push(path);
    }
  }
  return found.sort();
}
