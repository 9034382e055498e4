import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";

export interface BodySample {
  readonly name: string;
  readonly bytes: Buffer;
  readonly encoding?: string;
}

const text = (name: string, body: string): BodySample => ({ name, bytes: Buffer.from(body) });
const plain = JSON.stringify({ model: "m", messages: [{ role: "user", content: "hello ".repeat(2_000) }] });
const deep = (depth: number) => `{"messages":${"[".repeat(depth)}${"]".repeat(depth)}}`;

/** Bodies that a parse and a stringify would change, refuse or choke on, and some that are no JSON at all. */
export const bodySamples: readonly BodySample[] = [
  text("empty object", "{}"),
  text("white space everywhere", '\r\n\t { "a" :\n [ 1 ,\t2 ] } \n\n'),
  text("duplicate keys", '{"model":"a","model":"b","messages":[],"messages":[1]}'),
  text("duplicate keys by escape", '{"model":"a","mod\\u0065l":"b"}'),
  text("__proto__ and constructor", '{"__proto__":{"x":1},"constructor":{"prototype":{"y":2}}}'),
  text("big integers", '{"a":12345678901234567890123,"b":9007199254740993,"c":-9223372036854775808}'),
  text("1.0, -0, 1E2, 1e400", '{"a":1.0,"b":-0,"c":1E2,"d":1e400,"e":-0.0e-0}'),
  text("lone surrogates", '{"a":"\\ud800","b":"\\udc00\\ud800","c":"\\uD83D\\uDE00"}'),
  text("escapes written out", '{"\\u0061\\/\\u002f":"\\u00e9\\b\\f\\/"}'),
  text("depth 5,000", deep(5_000)),
  text("depth 200,000", deep(200_000)),
  text(
    "unknown fields and block types",
    '{"messages":[{"role":"martian","content":[{"type":"hologram","x":{}}]}],"zz":null}',
  ),
  text("cut JSON", '{"model":"claude","messages":[{"role":"user"'),
  text("not JSON", "hello, this is no JSON \u0000\u0001"),
  text("byte order mark", "\ufeff{}"),
  text("one megabyte", JSON.stringify({ messages: [{ role: "user", content: "m".repeat(1024 * 1024) }] })),
  {
    name: "invalid UTF-8",
    bytes: Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
  },
  { name: "every octet", bytes: Buffer.from(Array.from({ length: 256 }, (_, octet) => octet)) },
  { name: "UTF-16", bytes: Buffer.from('{"a":"b"}', "utf16le") },
  { name: "gzip", bytes: gzipSync(plain), encoding: "gzip" },
  { name: "deflate", bytes: deflateSync(plain), encoding: "deflate" },
  { name: "br", bytes: brotliCompressSync(plain), encoding: "br" },
  { name: "zstd", bytes: zstdCompressSync(plain), encoding: "zstd" },
  { name: "gzip, then br", bytes: brotliCompressSync(gzipSync(plain)), encoding: "gzip, br" },
  { name: "broken gzip", bytes: gzipSync(plain).subarray(0, 40), encoding: "gzip" },
  { name: "an encoding nobody knows", bytes: Buffer.from("abc"), encoding: "x-secret" },
  { name: "a bomb", bytes: gzipSync(Buffer.alloc(64 * 1024 * 1024)), encoding: "gzip" },
];

/** What `gzip`, `deflate`, `br`, `zstd` and both say. */
export const plainBody = plain;
