import { createPublicKey, type KeyObject } from "node:crypto";
import { refused } from "./refused.ts";
import { weaknessOf } from "./small-order.ts";

// RFC 8410 §4: SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 32 bytes }. DER leaves no other way to write it.
const head = Buffer.from("302a300506032b6570032100", "hex");
const written = /^[A-Za-z0-9+/]{59}=$/;

/** Base64 of the SPKI DER of an ed25519 public key. */
export const publicKeyText = (key: KeyObject): string => key.export({ format: "der", type: "spki" }).toString("base64");

/** The key that a text of `publicKeyText` is. Throws `signature_refused` for another kind of key, a weak one, or another way of writing it. */
export function readPublicKey(text: string): KeyObject {
  const der = Buffer.from(text, "base64");
  if (!written.test(text) || der.length !== 44 || der.toString("base64") !== text || !der.subarray(0, 12).equals(head))
    throw refused("its key is no ed25519 public key");
  const weakness = weaknessOf(der.subarray(12));
  if (weakness) throw refused(weakness);
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch (error) {
    throw refused("its key is no ed25519 public key", error);
  }
}
