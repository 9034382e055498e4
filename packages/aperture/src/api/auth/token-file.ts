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
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";

/** 32 random bytes in base64url. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export const tokenFileOf = (home: string): string => join(home, "token");

/** The token of this home, made on first use. Throws `token_unsafe` where the file could be read or planted by others. */
export function ensureToken(home: string): string {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return readToken(home) ?? createToken(home);
}

/**
 * The token, or undefined where there is no file yet. Checks the opened file, not the path: what was checked is what is
 * read. Throws `token_unsafe` for a symlink, anything but a regular file, another owner, or rights for group and others.
 */
export function readToken(home: string): string | undefined {
  const file = tokenFileOf(home);
  let handle: number;
  try {
    // O_NOFOLLOW refuses a planted symlink; O_NONBLOCK keeps a planted pipe from holding us for ever.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw unsafe(file, isSymlink(file) ? "it is a symbolic link" : `it cannot be opened (${codeOf(error)})`);
  }
  try {
    const facts = fstatSync(handle);
    if (!facts.isFile()) throw unsafe(file, "it is no regular file");
    if (process.getuid && facts.uid !== process.getuid()) throw unsafe(file, `it belongs to user ${facts.uid}`);
    if (process.getuid && (facts.mode & 0o077) !== 0)
      throw unsafe(file, `its mode is ${(facts.mode & 0o777).toString(8).padStart(4, "0")}`);
    if (facts.size > 1_024) throw unsafe(file, "it is no token");
    const token = readFileSync(handle, "utf8").trim();
    if (!tokenPattern.test(token)) throw unsafe(file, "it is no token");
    return token;
  } finally {
    closeSync(handle);
  }
}

/** Written elsewhere and linked into place: whoever starts at the same moment sees a whole token or none. */
function createToken(home: string): string {
  const file = tokenFileOf(home);
  const token = randomBytes(32).toString("base64url");
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(draft, `${token}\n`, { flag: "wx", mode: 0o600, flush: true });
    linkSync(draft, file);
    return token;
  } catch (error) {
    const other = codeOf(error) === "EEXIST" ? readToken(home) : undefined;
    if (other) return other;
    throw unsafe(file, `it cannot be created (${codeOf(error)})`);
  } finally {
    rmSync(draft, { force: true });
  }
}

const unsafe = (file: string, reason: string): ApertureError => new ApertureError("token_unsafe", { file, reason });

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

function isSymlink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
