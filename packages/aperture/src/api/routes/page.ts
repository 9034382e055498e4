import { ApertureError } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { PageFile } from "../page.ts";
import type { ApiServices } from "../services.ts";

/**
 * No inline script or style, nothing from elsewhere, no frames. Trusted Types keep text from becoming markup in a sink;
 * the page's framework brings the one policy.
 */
export const pagePolicy = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const notBuilt =
  "The page is not built. Run `make build`, then open this again. The API is at /api/v1, its reference at /docs.\n";

/** The page at every path that is no other: a path that asks for HTML is a state of the page and gets its index. */
export function routePage(app: OpenAPIHono, services: ApiServices): void {
  app.get("*", (context) => {
    const { path } = context.req;
    if (path === "/api" || path.startsWith("/api/")) throw new ApertureError("route_unknown", { path: shown(path) });
    const wantsHtml = context.req.header("accept")?.includes("text/html") ?? false;
    if (services.page === null) {
      if (path === "/" || wantsHtml) return context.text(notBuilt, 503);
      throw new ApertureError("route_unknown", { path: shown(path) });
    }
    const file = services.page.get(path) ?? (wantsHtml ? services.page.get("/") : undefined);
    if (!file) throw new ApertureError("route_unknown", { path: shown(path) });
    return fileResponse(context, file);
  });
}

function fileResponse(context: Context, file: PageFile): Response {
  const headers = {
    "content-type": file.type,
    "content-security-policy": pagePolicy,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    etag: file.etag,
  };
  if (context.req.header("if-none-match") === file.etag) return new Response(null, { status: 304, headers });
  return new Response(file.bytes, { headers });
}

/** A path as it may stand in an answer or a terminal. */
export const shown = (path: string): string => path.slice(0, 200).replace(/[^\x20-\x7e]/g, "?");
