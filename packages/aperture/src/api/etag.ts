import { hash } from "node:crypto";
import { ApertureError, type Block } from "@aperture/sdk";
import type { MiddlewareHandler } from "hono";

const digest = (text: string): string => hash("sha256", text, "base64url").slice(0, 12);

/**
 * The ETag of a block as it is shown, in two parts. The first tells what was decided about it and what the client sent: that
 * is what `If-Match` is held against, so that a new request that only moved the block voids nobody's edit. The second tells the
 * rest of what is shown: together they are the validator of `If-None-Match`.
 */
export function blockEtag(block: Block): string {
  const { content, level, pinned, sent, pending } = block;
  // Without its zone, which mostly follows from where it stands.
  const version = JSON.stringify([content, level, pinned, sent?.change, pending?.change, pending?.state]);
  return `"${digest(version)}.${digest(JSON.stringify(block))}"`;
}

const versionOf = (etag: string): string => etag.replace(/^W\//, "").replaceAll('"', "").split(".")[0]!;

/** Throws `stale_etag` where none of the tags of an If-Match is the block's version; `*` is any. */
export function checkIfMatch(header: string, id: string, current: string): void {
  const tags = header.split(",").map((tag) => tag.trim());
  if (tags.includes("*") || tags.some((tag) => versionOf(tag) === versionOf(current))) return;
  throw new ApertureError("stale_etag", { id, etag: current, header: "If-Match" });
}

/** Answers 304 where the asker has what is shown already (RFC 9110 §13.1.2: weak comparison). */
export const notModified: MiddlewareHandler = async function notModified(context, next) {
  await next();
  const etag = context.res.headers.get("etag");
  const asked = context.req.header("if-none-match")?.split(",") ?? [];
  if (etag === null || !asked.some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag)) return;
  context.res = new Response(null, { status: 304, headers: { etag, "cache-control": "no-cache" } });
};
