import { z } from "zod";
import type { Json } from "../border/calls.ts";

/** No HTML: a page of a plugin on our own origin would be a script of a plugin on our own origin. */
const types: readonly string[] = ["text/plain", "application/json", "text/csv", "application/openmetrics-text"];
/** Parameters as these types have them, such as `; charset=utf-8` and `; version=1.0.0`. */
const contentType = z
  .string()
  .max(120)
  .regex(/^[a-z]+\/[a-z0-9.+-]+(?:; ?[a-z]+=[a-zA-Z0-9.-]+){0,3}$/)
  .refine((value) => types.includes(value.split(";")[0]!), `one of ${types.join(", ")}`);

const LARGEST_BODY = 1_048_576;

/** What a plugin's `serve` gives back. Of its headers only the type counts: others are the gate's business. */
const Served = z.object({
  status: z.int().min(200).max(599),
  headers: z.record(z.string().max(100), z.string().max(8_192)).default({}),
  body: z.string().max(LARGEST_BODY, `at most ${LARGEST_BODY} characters`),
});

export interface ServedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer to a GET. Throws an `Error` that says what is wrong with what the plugin gave. */
export function checkServed(given: Json): ServedAnswer {
  const { status, headers, body } = read(Served, given);
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  const type = read(contentType, named?.[1] ?? "text/plain", "/headers/content-type");
  return {
    status,
    headers: {
      "content-type": type.includes("charset=") ? type : `${type}; charset=utf-8`,
      // The browser must believe the type: what a plugin writes is never sniffed into a page.
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "no-store",
    },
    body,
  };
}

function read<T>(schema: z.ZodType<T>, given: unknown, at = ""): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new Error(`${at}/${issue.path.join("/")}: ${issue.message}`);
}
