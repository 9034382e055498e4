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

/** A file that nobody else may read or plant: the token, users' secrets, the key that signs. Whatever is wrong with it is thrown as one error. */
export interface PrivateFile {
  readonly path: string;
  /**
   * Its text, or null where there is none. Checks the opened file, not the path: what was checked is what is read. Throws for a symlink,
   * anything but a regular file, another owner, or rights for group and others.
   */
  read(): string | null;
  /** True where it was made; false where somebody made it first, whole. Written elsewhere and linked into place. */
  create(text: string): boolean;
  /** In one step: whoever reads sees the old text or the new one. */
  replace(text: string): void;
  /** What all of these throw: which file, and why. */
  unsafe(reason: string): ApertureError;
}

export interface PrivateFileOptions {
  readonly code: "token_unsafe" | "secrets_unsafe" | "signing_file_unsafe";
  /** Bytes; a larger one is not read. */
  readonly most: number;
  /** What is said of a larger one. */
  readonly tooLarge?: string;
}

/** Of a folder that need not be there yet: writing makes it, for its owner alone. */
export function privateFile(path: string, options: PrivateFileOptions): PrivateFile {
  const { code, most, tooLarge = `it is larger than ${most} bytes` } = options;
  const unsafe = (reason: string) => new ApertureError(code, { file: path, reason });

  function open(): number | null {
    try {
      // O_NOFOLLOW refuses a planted symlink; O_NONBLOCK keeps a planted pipe from holding us for ever.
      return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return null;
      throw unsafe(isSymlink(path) ? "it is a symbolic link" : `it cannot be opened (${codeOf(error)})`);
    }
  }

  function check(handle: number): void {
    const facts = fstatSync(handle);
    if (!facts.isFile()) throw unsafe("it is no regular file");
    if (process.getuid && facts.uid !== process.getuid()) throw unsafe(`it belongs to user ${facts.uid}`);
    if (process.getuid && (facts.mode & 0o077) !== 0)
      throw unsafe(`its mode is ${(facts.mode & 0o777).toString(8).padStart(4, "0")}`);
    if (facts.size > most) throw unsafe(tooLarge);
  }

  /** Written whole beside it, then put into its place. */
  function placed<T>(text: string, done: string, place: (draft: string) => T): T {
    const draft = `${path}.${randomBytes(6).toString("hex")}`;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // `wx`: a planted link or file of that name is refused, not followed.
      writeFileSync(draft, text, { flag: "wx", mode: 0o600, flush: true });
      return place(draft);
    } catch (error) {
      throw unsafe(`it cannot be ${done} (${codeOf(error)})`);
    } finally {
      sweep(draft);
    }
  }

  return {
    path,
    unsafe,
    read() {
      const handle = open();
      if (handle === null) return null;
      try {
        check(handle);
        return readFileSync(handle, "utf8");
      } finally {
        closeSync(handle);
      }
    },
    create: (text) =>
      placed(text, "created", (draft) => {
        try {
          linkSync(draft, path);
          return true;
        } catch (error) {
          if (codeOf(error) === "EEXIST") return false;
          throw error;
        }
      }),
    replace: (text) => placed(text, "written", (draft) => renameSync(draft, path)),
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

/** What it throws would hide why there is something to sweep: `force` passes over a missing file, not over a folder that is a file. */
function sweep(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Told already: it could not be written.
  }
}

function isSymlink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
