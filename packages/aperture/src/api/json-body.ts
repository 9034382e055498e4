import { ApertureError } from "@aperture/sdk";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

const usual = 1_048_576;
const json = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * Reads a body of at most `limit` bytes (1 MB) as JSON, whatever its type says: the gate has let in JSON types and, from callers that are no
 * browser, curl's default type. Such a body counts only if it parses. Behind this every body is `application/json`.
 */
export const jsonBody = (limit = usual): readonly MiddlewareHandler[] => [
  bodyLimit({
    maxSize: limit,
    onError() {
      throw new ApertureError("body_too_large", { limit });
    },
  }),
  async function readJson(context, next) {
    const type = context.req.header("content-type") ?? "";
    const bytes = await context.req.arrayBuffer();
    if (bytes.byteLength > 0 && !isJson(bytes)) {
      if (!json.test(type)) throw new ApertureError("json_required");
      throw new ApertureError("invalid_input", { detail: "The body is not valid JSON in UTF-8", pointer: "" });
    }
    context.req.raw = new Request(context.req.url, {
      method: context.req.method,
      headers: { ...context.req.header(), "content-type": "application/json" },
      body: bytes.byteLength > 0 ? bytes : "{}",
    });
    context.req.bodyCache = {};
    await next();
  },
];

function isJson(bytes: ArrayBuffer): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
