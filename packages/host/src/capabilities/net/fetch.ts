import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { ApertureError, type CapabilityOutput, type CapabilityRead } from "@aperture/sdk";
import type { Capability, CapabilityContext, Needs } from "../capability.ts";
import { Slots } from "../slots.ts";
import { answerHeaders } from "./answer-headers.ts";
import { checkAddress } from "./check-address.ts";
import { listedUnder, type Target, targetOf } from "./listed-host.ts";
import { requestHeaders } from "./request-headers.ts";
import { createLookup, type Lookup } from "./resolve-name.ts";
import { type SentAnswer, sendOnce } from "./send-once.ts";

export interface FetchParts {
  /** All addresses of a name. */
  readonly lookup?: Lookup;
  /** Addresses of this machine. */
  readonly interfaces?: () => readonly string[];
}

type Input = CapabilityRead<"net.fetch">;
interface Hop {
  readonly url: URL;
  readonly method: Input["method"];
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | null;
}

const MOST_AT_ONCE = 4;
const MOST_WAITING = 64;
const MOST_BODY = 1_048_576;
const MOST_REDIRECTS = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Requests to listed hosts. Each connection goes to an address that was looked at after the name was resolved, redirects included. */
export function createFetch(plugin: string, parts: FetchParts = {}): Capability<"net.fetch"> {
  const { lookup = createLookup(), interfaces = ownAddresses } = parts;
  const slots = new Slots({ plugin, capability: "net", most: MOST_AT_ONCE, mostWaiting: MOST_WAITING });

  const refuse = (host: string, reason: string): never => {
    throw new ApertureError("net_refused", { plugin, host: host.slice(0, 200), reason });
  };

  function checkUrl(url: URL, listed: readonly string[]): string {
    const { host } = url;
    if (url.protocol !== "http:" && url.protocol !== "https:") refuse(host, "only http and https are spoken");
    if (url.username !== "" || url.password !== "") refuse(host, "an address holds no user and password");
    return listedUnder(listed, targetOf(url)) ?? refuse(host, "it is not listed");
  }

  /** The first address, where all are allowed: of a name that leads to a good and a bad one neither is trusted. */
  async function resolve(target: Target, listed: readonly string[], context: CapabilityContext, signal: AbortSignal) {
    const family = isIP(target.host);
    const found = family === 0 ? await lookup(target.host, signal) : [{ address: target.host, family }];
    const rules = { listed, ownPorts: context.services.ownPorts(), interfaces: interfaces() };
    for (const { address } of found) {
      const reason = checkAddress(address, target, rules);
      if (reason !== null) refuse(`${target.host}:${target.port}`, reason);
    }
    return found[0] ?? refuse(target.host, "it has no address");
  }

  async function follow(
    first: Hop,
    secret: ReadonlySet<string>,
    context: CapabilityContext,
    signal: AbortSignal,
  ): Promise<SentAnswer> {
    let hop = first;
    for (let count = 0; ; count++) {
      // Asked anew for each: the user may have taken it away meanwhile.
      const listed = context.granted(null).net ?? [];
      context.used(`net:${checkUrl(hop.url, listed)}`);
      const address = await resolve(targetOf(hop.url), listed, context, signal);
      const answer = await sendOnce({ ...hop, address, signal });
      const location = answer.headers.location;
      if (!redirects.has(answer.status) || typeof location !== "string") return answer;
      if (count >= MOST_REDIRECTS) refuse(hop.url.host, "it redirects without end");
      hop = nextHop(hop, answer.status, location, secret) ?? refuse(hop.url.host, "it redirects to no usable address");
    }
  }

  return {
    needs(input, granted): Needs {
      const url = URL.parse(input.url);
      const entry = url && listedUnder(granted.net ?? [], targetOf(url));
      return entry ? { needs: [`net:${entry}`] } : { missing: `net:${url?.host.slice(0, 200) ?? "?"}` };
    },
    async run(input, context) {
      const secretOf = (name: string): string => {
        if (!context.granted(null).secrets?.includes(name))
          throw new ApertureError("permission_denied", { plugin, capability: `secrets:${name}` });
        context.used(`secrets:${name}`);
        const value = context.services.secret(plugin, name);
        if (value !== null) return value;
        throw new ApertureError("invalid_input", { detail: `The user stored no secret ${name}`, pointer: "/headers" });
      };
      const { headers, secret } = requestHeaders(input.headers, secretOf);
      const hop: Hop = { url: new URL(input.url), method: input.method, headers, body: bodyOf(plugin, input) };
      const signal = AbortSignal.any([context.closing, AbortSignal.timeout(input.timeoutMs)]);
      try {
        return shown(await slots.run(signal, () => follow(hop, secret, context, signal)), input);
      } catch (error) {
        if (ApertureError.is(error)) throw error;
        if (context.closing.aborted) throw new ApertureError("plugin_gone", { plugin });
        const reason = signal.aborted ? `${input.timeoutMs} ms were not enough` : codeOf(error);
        throw new ApertureError("net_failed", { host: hop.url.host, reason });
      }
    },
  };
}

/** What a redirect leads to (RFC 9110 15.4); null where it leads nowhere, or from https to http. */
function nextHop(hop: Hop, status: number, location: string, secret: ReadonlySet<string>): Hop | null {
  const url = URL.parse(location, hop.url.href);
  if (!url || (hop.url.protocol === "https:" && url.protocol !== "https:")) return null;
  const isGet = status === 303 || ((status === 301 || status === 302) && hop.method === "POST");
  const kept = Object.entries(hop.headers).filter(
    ([name]) => (url.origin === hop.url.origin || !secret.has(name)) && !(isGet && name.startsWith("content-")),
  );
  return {
    url,
    method: isGet && hop.method !== "HEAD" ? "GET" : hop.method,
    headers: Object.fromEntries(kept),
    body: isGet ? null : hop.body,
  };
}

function bodyOf(plugin: string, { body, bodyEncoding, method }: Input): Uint8Array | null {
  if (body === undefined) return null;
  if (method === "GET" || method === "HEAD")
    throw new ApertureError("invalid_input", { detail: `${method} has no body`, pointer: "/body" });
  const bytes = Buffer.from(body, bodyEncoding);
  if (bytes.length > MOST_BODY)
    throw new ApertureError("quota_exceeded", { plugin, limit: `${MOST_BODY} bytes of a request` });
  return bytes;
}

const shown = (
  { status, headers, body, truncated }: SentAnswer,
  { answerEncoding }: Input,
): CapabilityOutput<"net.fetch"> => ({
  status,
  headers: answerHeaders(headers),
  body: Buffer.from(body).toString(answerEncoding),
  truncated,
});

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));

/** A word such as ECONNREFUSED: messages of the system may name addresses that the plugin is not to learn. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[A-Z0-9_]{3,60}$/.test(code) ? code : "the connection failed";
}
