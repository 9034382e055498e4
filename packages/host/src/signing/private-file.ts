import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { ApertureError } from "@aperture/sdk";

/** `signing_file_unsafe`: which file, and why. */
export const unsafe = (file: string, reason: string): ApertureError =>
  new ApertureError("signing_file_unsafe", { file, reason });

/**
 * A file that nobody else may read or plant, or null where there is none. Checks the opened file, not the path: what was checked is what
 * is read. Throws `signing_file_unsafe` for a symlink, anything but a regular file, another owner, or rights for group and others.
 */
export function readPrivateFile(file: string, most: number): string | null {
  let handle: number;
  try {
    // O_NOFOLLOW refuses a planted symlink; O_NONBLOCK keeps a planted pipe from holding us for ever.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unsafe(file, isSymlink(file) ? "it is a symbolic link" : `it cannot be opened (${codeOf(error)})`);
  }
  try {
    const facts = fstatSync(handle);
    if (!facts.isFile()) throw unsafe(file, "it is no regular file");
    if (process.getuid && facts.uid !== process.getuid()) throw unsafe(file, `it belongs to user ${facts.uid}`);
    if (process.getuid && (facts.mode & 0o077) !== 0)
      throw unsafe(file, `its mode is ${(facts.mode & 0o777).toString(8).padStart(4, "0")}`);
    if (facts.size > most) throw unsafe(file, `it is larger than ${most} bytes`);
    return readFileSync(handle, "utf8");
  } finally {
    closeSync(handle);
  }
}

/** True where it was made; false where somebody made it first, whole. Written elsewhere and linked into place. */
export function createPrivateFile(file: string, text: string): boolean {
  return placed(file, text, (draft) => {
    try {
      linkSync(draft, file);
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw error;
    }
  });
}

/** In one step: whoever reads sees the old text or the new one. */
export function replacePrivateFile(file: string, text: string): void {
  placed(file, text, (draft) => renameSync(draft, file));
}

function placed<T>(file: string, text: string, place: (draft: string) => T): T {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { flag: "wx", mode: 0o600, flush: true });
    return place(draft);
  } catch (error) {
    throw unsafe(file, `it cannot be written (${codeOf(error)})`);
  } finally {
    rmSync(draft, { force: true });
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

function isSymlink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
