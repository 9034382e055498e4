import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeAnswer, isEncoded } from "./decode-answer.ts";

const text = `data: {"text":"${"grüße ".repeat(12)}"}\n\n`;
const plain = Buffer.from(text);
const encode: Record<string, (bytes: Uint8Array) => Buffer> = {
  gzip: (bytes) => gzipSync(bytes),
  "x-gzip": (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
};
/** As it comes from a socket: cut anywhere. */
const inPieces = (bytes: Uint8Array, size = 7): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
const decoded = async (bytes: Uint8Array, encoding: string): Promise<string | null> => {
  const chunks = await decodeAnswer(inPieces(bytes), encoding);
  return chunks && Buffer.concat(chunks).toString();
};

describe("decodeAnswer", () => {
  test.each(Object.keys(encode))("undoes %s", async (coding) => {
    expect(await decoded(encode[coding]!(plain), coding)).toBe(text);
    expect(await decoded(encode[coding]!(plain), ` ${coding.toUpperCase()} `)).toBe(text);
    expect(await decoded(encode[coding]!(Buffer.alloc(0)), coding)).toBe("");
  });

  test("undoes deflate without its zlib wrapper, as some servers send it", async () => {
    expect(await decoded(deflateRawSync(plain), "deflate")).toBe(text);
  });

  test("undoes several, the last applied first", async () => {
    const stacked = brotliCompressSync(gzipSync(plain));
    expect(await decoded(stacked, "gzip, br")).toBe(text);
    expect(await decoded(stacked, "gzip, identity , BR")).toBe(text);
    expect(await decoded(stacked, "br, gzip")).toBeNull();
  });

  test("joins the members of one gzip stream", async () => {
    expect(await decoded(Buffer.concat([gzipSync("one "), gzipSync("two")]), "gzip")).toBe("one two");
  });

  test("empty places in the list count for nothing (RFC 9110 §5.6.1)", async () => {
    expect(await decoded(gzipSync(plain), ", gzip,,")).toBe(text);
  });

  test("identity leaves the bytes alone", async () => {
    expect(await decoded(plain, "identity")).toBe(text);
  });

  test.each(Object.keys(encode))("a cut or damaged %s answer is none", async (coding) => {
    const whole = encode[coding]!(plain);
    expect(await decoded(whole.subarray(0, whole.length - 6), coding)).toBeNull();
    expect(await decoded(Buffer.from(text), coding)).toBeNull();
    expect(await decoded(Buffer.alloc(0), coding)).toBeNull();
  });

  test.each(["compress", "snappy", "constructor", "__proto__", "toString", "gzip constructor"])(
    "an unknown coding is none: %s",
    async (coding) => expect(await decoded(plain, coding)).toBeNull(),
  );

  test.each(["gzip", "br", "zstd", "deflate"])("a bomb in %s ends unread", async (coding) => {
    const bomb = encode[coding]!(Buffer.alloc((32 << 20) + 1));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await decodeAnswer([bomb], coding)).toBeNull();
  });

  test("a bomb inside a bomb ends at the outer one's size", async () => {
    expect(await decodeAnswer([gzipSync(gzipSync(Buffer.alloc(64 << 20)))], "gzip, gzip")).toBeNull();
  });
});

test.each([
  [undefined, false],
  ["", false],
  ["identity", false],
  ["Identity", false],
  ["gzip", true],
  ["gzip, br", true],
])("isEncoded(%j) is %j", (encoding, expected) => expect(isEncoded(encoding)).toBe(expected));
