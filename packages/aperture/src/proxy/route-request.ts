import { detectCounting, detectDialect } from "@aperture/engine/dialects/detect-dialect";
import type { DialectId } from "@aperture/sdk";
import type { Upstreams } from "../config/config.ts";
import { headerValues } from "../gate/header-values.ts";

export interface Route {
  /** Request target without the path tag, query included. */
  readonly target: string;
  /** Null where no provider is known for the path. */
  readonly provider: keyof Upstreams | null;
  readonly dialect: DialectId | null;
  /** Dialect of a request that only asks how long a prompt is. */
  readonly counts: DialectId | null;
  readonly tag: string | null;
  readonly tagSource: "tag" | "header" | null;
  /** `x-aperture-bypass: true`: nothing new is done to this request; what is applied stays. */
  readonly bypass: boolean;
}

const tagged = /^\/s\/([\w.~-]{1,64})(?=[/?]|$)/;

/** Providers by path; the first match wins. What several speak alike (`/v1/models`) is told apart by headers first. */
const byPath: readonly (readonly [RegExp, keyof Upstreams])[] = [
  [/^\/v1\/messages(?:\/|$)/, "anthropic"],
  [/^\/v1\/(?:chat\/completions|responses)(?:\/|$)/, "openai"],
  [/^\/(?:upload\/|download\/)?v1(?:alpha|beta)\w*(?:\/|$)/, "gemini"],
  [/^\/v1\/models\/[^/]+:(?:generate|streamGenerate|count|embed|batch)\w+$/, "gemini"],
  [/^\/backend-api(?:\/|$)/, "chatgpt"],
];
const byHeader: readonly (readonly [RegExp, keyof Upstreams])[] = [
  [/^anthropic-/i, "anthropic"],
  [/^x-goog-api-/i, "gemini"],
];
/** For what stands behind a gateway's own prefix (`/openrouter/api/v1/chat/completions`). */
const byDialect: Readonly<Record<DialectId, keyof Upstreams>> = {
  anthropic: "anthropic",
  "openai-chat": "openai",
  "openai-responses": "openai",
  gemini: "gemini",
};
const byRest: readonly (readonly [RegExp, keyof Upstreams])[] = [
  // Claude Code asks `HEAD /api/hello` (older: `HEAD /`) before its first request.
  [/^\/api(?:\/|$)/, "anthropic"],
  [/^\/v1(?:\/|$)/, "openai"],
];

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly dialect: DialectId | null;
}

function providerOf({ method, path, rawHeaders, dialect }: Seen): keyof Upstreams | null {
  const named = byPath.find(([pattern]) => pattern.test(path));
  if (named) return named[1];
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const marked = byHeader.find(([pattern]) => names.some((name) => pattern.test(name)));
  if (marked) return marked[1];
  if (dialect !== null) return byDialect[dialect];
  if (method === "HEAD" && path === "/") return "anthropic";
  return byRest.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** Where a request goes and what it is about, by its target and headers alone. The host never comes from the request. */
export function routeRequest(request: { method: string; target: string; rawHeaders: readonly string[] }): Route {
  const label = tagged.exec(request.target)?.[1] ?? null;
  const rest = label === null ? request.target : request.target.slice("/s/".length + label.length);
  const target = rest.startsWith("/") ? rest : `/${rest}`;
  const path = target.split("?", 1)[0] ?? target;
  const dialect = detectDialect(request.method, target);
  const named = headerValues(request.rawHeaders, "x-aperture-session")[0]?.trim() || null;
  return {
    target,
    provider: providerOf({ ...request, path, dialect }),
    dialect,
    counts: detectCounting(request.method, target),
    tag: label ?? named,
    tagSource: label !== null ? "tag" : named !== null ? "header" : null,
    bypass: headerValues(request.rawHeaders, "x-aperture-bypass")[0]?.trim().toLowerCase() === "true",
  };
}
