import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";

/** Bytes of one file of the library or a project. */
export const LARGEST_FILE = 400_000;

export interface PlainFile {
  readonly bytes: Buffer;
  /** Another one whenever the file was written, replaced or given another date: a program can set mtime back, not ctime. */
  readonly stamp: string;
  /** False right after a change: another one within the same tick of the file system's clock would have the same stamp. */
  readonly isSettled: boolean;
}

/** Milliseconds. File systems write down times by the kernel's tick, 10 ms at most. */
const TICK = 20;

/** Why a file is not read, for people. */
export class FileRefused extends Error {}

/** What a file is now, or null where there is none. Throws FileRefused for anything but a file of its own: links, folders, pipes, devices. */
export function stampOf(path: string): string | null {
  let found: ReturnType<typeof lstatSync>;
  try {
    found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // A part of the path is no folder.
    return null;
  }
  if (found === undefined) return null;
  if (found.isSymbolicLink()) throw new FileRefused("it is a symbolic link");
  if (!found.isFile()) throw new FileRefused("it is no ordinary file");
  if (found.size > LARGEST_FILE) throw new FileRefused(`it is larger than ${LARGEST_FILE} bytes`);
  return stamp(found);
}

/** The file's bytes, with no link followed and no device opened, whatever was put in its place meanwhile. Throws FileRefused. */
export function readPlainFile(path: string): PlainFile {
  let handle: number;
  try {
    // O_NONBLOCK: to open a pipe would wait for a writer for ever.
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FileRefused(code === "ELOOP" ? "it is a symbolic link" : `it cannot be opened (${code})`, {
      cause: error,
    });
  }
  try {
    const found = fstatSync(handle, { bigint: true });
    if (!found.isFile()) throw new FileRefused("it is no ordinary file");
    const bytes = Buffer.alloc(LARGEST_FILE + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null);
    if (length > LARGEST_FILE) throw new FileRefused(`it is larger than ${LARGEST_FILE} bytes`);
    // Held against the clock that the file's time was taken from, whatever else is injected.
    const isSettled = Date.now() - Number(found.ctimeNs / 1_000_000n) > TICK;
    return { bytes: Buffer.from(bytes.subarray(0, length)), stamp: stamp(found), isSettled };
  } finally {
    closeSync(handle);
  }
}

const stamp = ({ ino, size, mtimeNs, ctimeNs }: { ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint }) =>
  `${ino}:${size}:${mtimeNs}:${ctimeNs}`;

/** UTF-8, or FileRefused. A byte order mark stays. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new FileRefused("it is not UTF-8", { cause: error });
  }
}
