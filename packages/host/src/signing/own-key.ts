import { join } from "node:path";
import { type PrivateFile, privateFile } from "../files/private-file.ts";
import { newSigningKey, readSigningKey, type SigningKey, signingKeyText } from "./signing-key.ts";

export const ownKeyFileOf = (home: string): string => join(home, "signing-key.json");

/**
 * The key that this home signs with, made on first use; of processes that make it at the same moment all get the one that was first.
 * Throws `signing_file_unsafe` where others could read or plant the file, or it holds no key.
 */
export function ownKey(home: string): SigningKey {
  const there = existingKey(home);
  if (there) return there;
  const made = newSigningKey();
  const file = fileOf(home);
  if (file.create(signingKeyText(made))) return made;
  const first = existingKey(home);
  if (first) return first;
  throw file.unsafe("it came and went again");
}

/** The key of this home, or null where it has signed nothing yet: looking makes none. */
export function existingKey(home: string): SigningKey | null {
  const file = fileOf(home);
  const text = file.read();
  if (text === null) return null;
  try {
    return readSigningKey(text);
  } catch {
    // Without the cause: what a JSON error quotes could be the key.
    throw file.unsafe("it holds no ed25519 key");
  }
}

const fileOf = (home: string): PrivateFile =>
  privateFile(ownKeyFileOf(home), { code: "signing_file_unsafe", most: 1_024 });
