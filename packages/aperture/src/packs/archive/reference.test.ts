import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { newSigningKey } from "@aperture/host/signing/signing-key";
import { describe, expect, test } from "vitest";
import { preset, rule } from "../testing/craft-pack.ts";
import { readPack } from "./read-pack.ts";
import { writePack } from "./write-pack.ts";

/** docs/reference/pack.md, read by something that knows nothing else: it shares no code with what writes packs. */

const key = newSigningKey();
const items = [rule("trim-logs"), preset("calm", "rules: [trim-logs]\n")].map(({ kind, name, text }) => ({
  kind,
  name,
  version: "1.0.0",
  text: String(text),
}));
const content = { note: "for the team", publisher: "Team", createdAt: "2026-01-02T03:04:05.000Z", items };
const { bytes } = writePack(content, key);

/** Members of a ustar archive, each header checked against the table. */
function members(tar: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  let at = 0;
  for (; tar[at] !== 0; at += 512) {
    const header = tar.subarray(at, at + 512);
    const field = (from: number, length: number) => header.toString("latin1", from, from + length);
    const name = field(0, 100).replace(/\0+$/, "");
    const size = Number.parseInt(field(124, 10), 8);
    const expected = Buffer.alloc(512);
    const put = (text: string, offset: number) => void expected.write(text, offset, "latin1");
    put(name, 0);
    for (const [text, offset] of [
      ["000644 ", 100],
      ["000000 ", 108],
      ["000000 ", 116],
    ] as const)
      put(text, offset);
    put(`${size.toString(8).padStart(10, "0")} `, 124);
    put("0000000000 ", 136);
    put("        ", 148);
    put("0", 156);
    put("ustar\x0000", 257);
    put("000000 ", 329);
    put("000000 ", 337);
    const sum = expected.reduce((total, byte) => total + byte, 0);
    put(`${sum.toString(8).padStart(6, "0")} \0`, 148);
    expect(header.equals(expected), name).toBe(true);
    at += 512;
    found.set(name, tar.subarray(at, at + size));
    at += Math.ceil(size / 512) * 512 - 512;
  }
  expect(tar.length - at).toBe(1_024);
  return found;
}

describe("a pack, read by its description", () => {
  const outer = members(bytes);
  const archive = outer.get("pack.tar.gz")!;
  const inner = members(gunzipSync(archive));

  test("has the members that are described, in their order", () => {
    expect([...outer.keys()]).toEqual(["pack.tar.gz", "signature.json"]);
    expect([...inner.keys()]).toEqual(["pack.json", "items/preset/calm.yml", "items/rule/trim-logs.yml"]);
    expect(archive.subarray(0, 10).toString("hex")).toBe("1f8b08000000000002ff");
  });

  test("its manifest lists what is there", () => {
    const text = inner.get("pack.json")!.toString();
    const manifest = JSON.parse(text);
    expect(text).toBe(`${JSON.stringify(manifest, null, 2)}\n`);
    expect(Object.keys(manifest)).toEqual(["format", "note", "publisher", "createdAt", "items"]);
    for (const item of manifest.items) {
      expect(Object.keys(item)).toEqual(["kind", "name", "version", "path", "sha256"]);
      expect(item.sha256).toBe(createHash("sha256").update(inner.get(item.path)!).digest("hex"));
    }
  });

  test("its signature is the one line that is described, and holds", () => {
    const text = outer.get("signature.json")!.toString();
    const hash = createHash("sha256").update(archive).digest("hex");
    const statement = `{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"pack.tar.gz","digest":{"sha256":"${hash}"}}],"predicateType":"urn:aperture:pack","predicate":{}}`;
    const { dsseEnvelope, verificationMaterial } = JSON.parse(text);
    const [hint, sig] = [verificationMaterial.publicKey.hint, dsseEnvelope.signatures[0].sig];
    const page = readFileSync(join(import.meta.dirname, "../../../../../docs/reference/pack.md"), "utf8");
    const line = page.match(/```json\n(.*)\n```/)![1]!;
    const filled = line
      .replaceAll("<key>", hint)
      .replace("<statement>", Buffer.from(statement).toString("base64"))
      .replace("<signature>", sig);
    expect(text).toBe(`${filled}\n`);
    const signed = `DSSEv1 28 application/vnd.in-toto+json ${statement.length} ${statement}`;
    const publicKey = createPublicKey({ key: Buffer.from(hint, "base64"), format: "der", type: "spki" });
    expect(verify(null, Buffer.from(signed), publicKey, Buffer.from(sig, "base64"))).toBe(true);
  });

  test("is read as it was written", async () => {
    const read = await readPack(bytes);
    expect(read.items).toEqual([items[1], items[0]]);
    expect(read.manifest).toMatchObject({ note: "for the team", publisher: "Team" });
    expect(read.fingerprint).toBe(key.fingerprint);
    expect(read.integrity).toBe(`sha512-${createHash("sha512").update(bytes).digest("base64")}`);
  });

  test("the same content is the same bytes; another time or key is not", () => {
    expect(writePack({ ...content, items: items.toReversed() }, key).bytes.equals(bytes)).toBe(true);
    expect(writePack({ ...content, createdAt: "2026-01-02T03:04:06.000Z" }, key).bytes.equals(bytes)).toBe(false);
    expect(writePack(content, newSigningKey()).bytes.equals(bytes)).toBe(false);
  });

  test("more than a pack may hold is not written", () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ ...items[0]!, name: `x${index}` }));
    expect(() => writePack({ ...content, items: many }, key)).toThrow("100 are the most");
    const large = many.slice(0, 20).map((item) => ({ ...item, text: "x".repeat(390_000) }));
    expect(() => writePack({ ...content, items: large }, key)).toThrow("larger than 4 MB");
  });
});
