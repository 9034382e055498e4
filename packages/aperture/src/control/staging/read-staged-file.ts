import { constants } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** Bytes read of a file: more than any cap lets in. */
const MOST = 1_000_000;

/** Why a file cannot be staged, for people. */
export class StagedFileError extends Error {}

export interface StagedFile {
  readonly text: string;
  /** Changes when the file does. */
  readonly version: string;
}

/** True where this real path is the folder or in it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`));
}

/**
 * Where a path leads, links followed. Throws StagedFileError where there is nothing.
 * @param folder the project, for relative paths
 */
export async function followPath(folder: string | null, path: string): Promise<{ real: string; inside: boolean }> {
  if (path.includes("\0")) throw new StagedFileError("the path holds a zero byte");
  if (folder === null && !isAbsolute(path)) throw new StagedFileError("the session has no project to look it up in");
  try {
    const real = await realpath(folder === null ? path : resolve(folder, path));
    return { real, inside: folder !== null && isInside(await realpath(folder), real) };
  } catch (error) {
    throw readable(error);
  }
}

/**
 * The text of a file, of a long one the beginning; null where it still has `version`. A file outside the project is only read where
 * `mayLeave`. Throws StagedFileError with the reason for people.
 */
export async function readStagedFile(
  folder: string | null,
  path: string,
  { mayLeave, version }: { mayLeave: boolean; version?: string },
): Promise<StagedFile | null> {
  const { real, inside } = await followPath(folder, path);
  if (!inside && !mayLeave) throw new StagedFileError("it is outside the session's project");
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    // A named pipe would wait for a writer for ever.
    handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const facts = await handle.stat();
    if (!facts.isFile()) throw new StagedFileError("it is no file");
    await refuseSwapped(real, facts);
    const found = `${facts.dev} ${facts.ino} ${facts.size} ${facts.mtimeMs}`;
    if (found === version) return null;
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(MOST, facts.size)), 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.includes(0)) throw new StagedFileError("it is no text");
    return { text: new TextDecoder().decode(bytes), version: found };
  } catch (error) {
    throw readable(error);
  } finally {
    await handle?.close();
  }
}

/** Between looking where the path leads and opening it, a folder on the way may have become a link to elsewhere. */
async function refuseSwapped(real: string, opened: { dev: number; ino: number }): Promise<void> {
  const isSame = (await realpath(real)) === real;
  const now = await stat(real);
  if (!isSame || now.ino !== opened.ino || now.dev !== opened.dev)
    throw new StagedFileError("it was replaced while it was read");
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "it may not be read",
  EPERM: "it may not be read",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its path is too long",
  EISDIR: "it is no file",
  ENXIO: "it is no file",
};

function readable(error: unknown): StagedFileError {
  if (error instanceof StagedFileError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new StagedFileError(reasons[code ?? ""] ?? message, { cause: error });
}
