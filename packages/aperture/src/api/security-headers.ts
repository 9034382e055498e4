import type { MiddlewareHandler } from "hono";

/** Headers of every answer. JSON must never be sniffed into a document, framed, or read across origins. */
const always = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
};
const fallback = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

export const securityHeaders: MiddlewareHandler = async function securityHeaders(context, next) {
  await next();
  for (const [name, value] of Object.entries(always)) context.res.headers.set(name, value);
  for (const [name, value] of Object.entries(fallback))
    if (!context.res.headers.has(name)) context.res.headers.set(name, value);
};
