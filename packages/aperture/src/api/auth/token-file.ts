import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type PrivateFile, privateFile } from "@aperture/host/files/private-file";

/** 32 random bytes in base64url. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
const noToken = "it is no token";

export const tokenFileOf = (home: string): string => join(home, "token");

/** The token of this home, made on first use. Throws `token_unsafe` where the file could be read or planted by others. */
export function ensureToken(home: string): string {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const there = readToken(home);
  if (there !== undefined) return there;
  const token = randomBytes(32).toString("base64url");
  const file = fileOf(home);
  if (file.create(`${token}\n`)) return token;
  // Whoever starts at the same moment sees a whole token or none.
  const first = readToken(home);
  if (first !== undefined) return first;
  throw file.unsafe("it came and went again");
}

/** The token, or undefined where there is no file yet. Throws `token_unsafe`, also where it holds none. */
export function readToken(home: string): string | undefined {
  const file = fileOf(home);
  const text = file.read();
  if (text === null) return undefined;
  const token = text.trim();
  if (!tokenPattern.test(token)) throw file.unsafe(noToken);
  return token;
}

const fileOf = (home: string): PrivateFile =>
  privateFile(tokenFileOf(home), { code: "token_unsafe", most: 1_024, tooLarge: noToken });
