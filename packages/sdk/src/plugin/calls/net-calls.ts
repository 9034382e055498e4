import { z } from "zod";

const Encoding = z.enum(["utf8", "base64"]);

/** `net.fetch`: one request to a host of `permissions.net`. Redirects are followed only to hosts that are listed too. */
export const NetFetch = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).max(8_000),
    method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
    headers: z.record(z.string().max(200), z.string().max(8_000)).default({}),
    /** At most 1 MB. */
    body: z.string().max(1_400_000).optional(),
    /** How `body` is written; `base64` for bytes. */
    bodyEncoding: Encoding.default("utf8"),
    /** How `body` of the answer is wanted. */
    answerEncoding: Encoding.default("utf8"),
    /** Milliseconds until it is given up. */
    timeoutMs: z.int().min(1).max(60_000).default(10_000),
  })
  .meta({ id: "NetFetch" });

export const NetAnswer = z
  .object({
    status: z.int(),
    /** Names in lower case. */
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    /** The answer was longer than is kept (1 MB). */
    truncated: z.boolean(),
  })
  .meta({ id: "NetAnswer" });
