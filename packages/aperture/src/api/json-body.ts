import { ApertureError } from "@aperture/sdk";
import type { MiddlewareHandler } from "hono";

const usual = 1_048_576;
const json = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * Reads a body of at most `limit` bytes (1 MB) as JSON, whatever its type says: the gate has let in JSON types and, from callers that are no
 * browser, curl's default type. Such a body counts only if it parses. Behind this every body is `application/json`.
 */
export const jsonBody = (limit = usual): readonly MiddlewareHandler[] => [
  async function readJson(context, next) {
    const type = context.req.header("content-type") ?? "";
    const bytes = await readLimited(context.req.raw, limit);
    if (bytes.byteLength > 0 && !isJson(bytes)) {
      if (!json.test(type)) throw new ApertureError("json_required");
      throw new ApertureError("invalid_input", { detail: "The body is not valid JSON in UTF-8", pointer: "" });
    }
    context.req.raw = new Request(context.req.url, {
      method: context.req.method,
      headers: { ...context.req.header(), "content-type": "application/json" },
      body: bytes.byteLength > 0 ? bytes : "{}",
      // Whoever waits for long work can hang up (while-awaited.ts).
      signal: context.req.raw.signal,
    });
    context.req.bodyCache = {};
    await next();
  },
];

/**
 * The body's bytes. Throws `body_too_large` before reading where its length says so, else as soon as it is. Hono's own limit makes another
 * Request of a body without a length, which the server's adapter cannot give it: `curl -X POST` and chunked bodies ended with a TypeError.
 */
async function readLimited(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new ApertureError("body_too_large", { limit });
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
