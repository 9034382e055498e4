import { sign } from "node:crypto";
import { Key, type Root, Signature } from "@tufjs/models";
import type { SigningKey } from "../../signing/signing-key.ts";
import type { RegistryKeys } from "./registry-keys.ts";

/** What a key is called in metadata. */
export const idOf = (key: SigningKey): string => key.fingerprint.slice("ed25519:".length);

/** The public part of a key as TUF writes it: 32 bytes in hexadecimal. */
export const keyOf = (key: SigningKey): Key =>
  new Key({
    keyID: idOf(key),
    keyType: "ed25519",
    scheme: "ed25519",
    keyVal: { public: Buffer.from(key.publicKey.export({ format: "jwk" }).x!, "base64url").toString("hex") },
  });

export const signWith =
  (key: SigningKey) =>
  (data: Uint8Array): Signature =>
    new Signature({ keyID: idOf(key), sig: sign(null, data, key.privateKey).toString("hex") });

/** Says in a root which key signs which role. */
export function addRootKeys(root: Root, keys: RegistryKeys): void {
  for (const role of ["root", "targets", "snapshot", "timestamp"] as const) root.addKey(keyOf(keys[role]), role);
}
