import { sign as signBytes } from "node:crypto";
import { ApertureError } from "@aperture/sdk";
import { dsse } from "@sigstore/core";
import { describe, expect, test } from "vitest";
import { fileStatement, STATEMENT_TYPE } from "./file-statement.ts";
import { fingerprintOf } from "./fingerprint-of.ts";
import { publicKeyText } from "./public-key.ts";
import { sign } from "./sign.ts";
import { bundleText, type SignatureBundle, serializedBundle } from "./signature-bundle.ts";
import { newSigningKey } from "./signing-key.ts";
import { verify } from "./verify.ts";

const key = newSigningKey();
const payload = fileStatement("thing.tgz", Buffer.from("the thing"), "urn:example:thing:1");
const bundle = sign(payload, STATEMENT_TYPE, key);
const text = bundleText(bundle);

/** The reason why it is refused; fails where it is taken. */
function reasonOf(tried: SignatureBundle | string | Uint8Array, content = payload, type = STATEMENT_TYPE): string {
  try {
    verify(tried, content, type);
  } catch (error) {
    if (ApertureError.is(error) && error.code === "signature_refused") return String(error.facts.reason);
    throw error;
  }
  throw new Error("it was taken");
}
const changed = (change: (copy: SignatureBundle) => void): SignatureBundle => {
  const copy = structuredClone(bundle);
  change(copy);
  return copy;
};
const envelopeOf = (copy: SignatureBundle) => copy.dsseEnvelope!;

describe("what was signed", () => {
  test("is taken as a value, as text and as bytes, and says whose key it was", () => {
    for (const form of [bundle, text, Buffer.from(text), structuredClone(bundle)]) {
      const { fingerprint, publicKey } = verify(form, payload, STATEMENT_TYPE);
      expect(fingerprint).toBe(key.fingerprint);
      expect(fingerprintOf(publicKey)).toBe(key.fingerprint);
    }
    expect(key.fingerprint).toMatch(/^ed25519:[0-9a-f]{64}$/);
  });

  test("a signature is the same whenever it is made", () => {
    expect(bundleText(sign(payload, STATEMENT_TYPE, key))).toBe(text);
  });

  test("every single changed byte of the bundle's text is refused", () => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at++)
      for (const bit of [0x01, 0x20, 0x80]) {
        const copy = Buffer.from(bytes);
        copy[at]! ^= bit;
        expect(() => reasonOf(copy), `byte ${at} ^ ${bit}`).not.toThrow();
      }
  });

  test("every single changed byte of the payload is refused", () => {
    for (let at = 0; at < payload.length; at++) {
      const copy = Buffer.from(payload);
      copy[at]! ^= 1;
      expect(reasonOf(bundle, copy)).toContain("another content");
    }
  });

  test("it is refused cut anywhere, and with anything behind it", () => {
    for (let end = 0; end < text.length; end++) expect(() => reasonOf(text.slice(0, end))).not.toThrow();
    for (const more of [" ", "\n", "{}", "\0"]) expect(() => reasonOf(text + more)).not.toThrow();
    expect(() => reasonOf(`\ufeff${text}`)).not.toThrow();
  });
});

describe("refused with its reason", () => {
  const other = newSigningKey();
  const spki = (point: Uint8Array) =>
    Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), point]).toString("base64");
  const withKey = (hint: string) => serializedBundle({ ...parts, key: hint });
  const parts = {
    payload,
    payloadType: STATEMENT_TYPE,
    key: publicKeyText(key.publicKey),
    signature: Buffer.from(envelopeOf(bundle).signatures[0]!.sig, "base64"),
  };
  const point = Buffer.from(parts.key, "base64").subarray(12);
  const cases: Record<string, [SignatureBundle | string | Uint8Array, string]> = {
    "two signatures": [
      changed((copy) => void envelopeOf(copy).signatures.push(envelopeOf(copy).signatures[0]!)),
      "dsseEnvelope.signatures",
    ],
    "no signature": [changed((copy) => void envelopeOf(copy).signatures.pop()), "dsseEnvelope.signatures"],
    "another media type": [
      changed((copy) => {
        copy.mediaType = "application/vnd.dev.sigstore.bundle.v0.4+json";
      }),
      "version 0.3",
    ],
    "a certificate instead of a key": [
      changed((copy) => {
        copy.verificationMaterial = {
          certificate: { rawBytes: "AAAA" },
        } as unknown as SignatureBundle["verificationMaterial"];
      }),
      "no public key",
    ],
    "another key id": [
      changed((copy) => {
        envelopeOf(copy).signatures[0]!.keyid = "me";
      }),
      "one way",
    ],
    "a key that nobody knows": [
      changed((copy) => {
        Object.assign(copy, { comment: "look" });
      }),
      "one way",
    ],
    base64url: [
      changed((copy) => {
        envelopeOf(copy).signatures[0]!.sig = parts.signature.toString("base64url");
      }),
      "one way",
    ],
    "base64 with stray bits": [
      changed((copy) => {
        const signature = envelopeOf(copy).signatures[0]!;
        // 64 bytes leave four unused bits in the last digit before the padding.
        signature.sig = signature.sig.replace(/(.)==$/, (_, digit: string) => `${strayed(digit)}==`);
      }),
      "one way",
    ],
    "indented text": [`${JSON.stringify(bundle, null, 2)}\n`, "one way"],
    "a key twice": [text.replace("{", '{"mediaType":"x",'), "one way"],
    "another's key": [withKey(publicKeyText(other.publicKey)), "does not belong"],
    "another's signature": [
      serializedBundle({
        ...parts,
        signature: signBytes(null, dsse.preAuthEncoding(STATEMENT_TYPE, Buffer.from(payload)), other.privateKey),
      }),
      "does not belong",
    ],
    "a signature without its type": [
      serializedBundle({ ...parts, signature: signBytes(null, payload, key.privateKey) }),
      "does not belong",
    ],
    "an empty signature": [serializedBundle({ ...parts, signature: Buffer.alloc(0) }), "signatures[0].sig"],
    "a key of small order": [withKey(spki(Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]))), "small order"],
    "a key that is not written in one way": [
      withKey(spki(Buffer.concat([Buffer.from([0xee]), Buffer.alloc(30, 0xff), Buffer.from([0x7f])]))),
      "one way that keys",
    ],
    "an X25519 key": [
      withKey(Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), point]).toString("base64")),
      "no ed25519",
    ],
    "a key of 31 bytes": [withKey(spki(point.subarray(1))), "no ed25519"],
    "a name instead of a key": [withKey("release-key"), "no ed25519"],
    nothing: ["", "no JSON"],
    null: ["null", "no Sigstore bundle"],
    "no text": [Buffer.from([0xff, 0xfe]), "no text"],
    "far too much": [Buffer.alloc(5_000_000, 0x20), "far larger"],
  };
  test.each(Object.entries(cases))("%s", (_, [tried, reason]) => {
    expect(reasonOf(tried)).toContain(reason);
  });

  test("a signature made for another purpose", () => {
    expect(reasonOf(sign(payload, "application/json", key))).toContain('made for "application/json"');
    const twin = fileStatement("thing.tgz", Buffer.from("the thing"), "urn:example:thing:2");
    expect(reasonOf(sign(twin, STATEMENT_TYPE, key))).toContain("another content");
  });

  test("S + L, which lax libraries take for the same signature", () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(parts.signature.subarray(32)).reverse().toString("hex")}`) + order;
    const half = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
    const twin = serializedBundle({ ...parts, signature: Buffer.concat([parts.signature.subarray(0, 32), half]) });
    expect(reasonOf(twin)).toContain("does not belong");
  });

  test("deep or odd values of every type in every place", () => {
    const values = [null, 1, [], {}, true, "x", { toJSON: 1 }, [[[]]]];
    for (const path of [["mediaType"], ["verificationMaterial"], ["dsseEnvelope"], ["dsseEnvelope", "signatures"]])
      for (const value of values) {
        const copy: Record<string, unknown> = structuredClone(bundle) as never;
        const holder = path.length === 1 ? copy : (copy[path[0]!] as Record<string, unknown>);
        holder[path.at(-1)!] = value;
        expect(() => reasonOf(JSON.stringify(copy)), `${path.join(".")} = ${JSON.stringify(value)}`).not.toThrow();
        expect(() => reasonOf(copy as never)).not.toThrow();
      }
  });
});

function strayed(digit: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return digits[digits.indexOf(digit) ^ 1]!;
}
