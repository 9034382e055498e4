import { ApertureError } from "@aperture/sdk";

/** Headers that a plugin may set, beside `x-…`. */
const allowed = new Set([
  "accept",
  "accept-language",
  "authorization",
  "content-type",
  "content-language",
  "api-key",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-unmodified-since",
  "idempotency-key",
  "last-event-id",
  "prefer",
  "range",
  "user-agent",
]);
/** `x-…` headers that servers take for the word of a proxy in front of them, or for another method or path. */
const forbiddenPrefix =
  /^x-(?:forwarded|real|original|rewrite|http-method|method|client-ip|cluster|remote|host|aperture|proxy|envoy|amz-security|google-metadata|aws-ec2|metadata)/;
/** These say who one is: only with a secret that the user stored, so that the plugin has none of its own to pass on. */
const credential = new Set(["authorization", "api-key"]);
const placeholder = /\{\{secret:([A-Z][A-Z0-9_]{0,63})\}\}/g;
const most = 40;

export interface RequestHeaders {
  readonly headers: Record<string, string>;
  /** Names of headers that hold a secret: another origin never gets them. */
  readonly secret: ReadonlySet<string>;
}

/**
 * The headers of a plugin's request: of an allowed kind, plain characters, secrets put in their places. `secretOf` throws for what it may not
 * have. Throws `invalid_input`.
 */
export function requestHeaders(
  given: Readonly<Record<string, string>>,
  secretOf: (name: string) => string,
): RequestHeaders {
  const headers: Record<string, string> = Object.create(null);
  const secret = new Set<string>();
  const entries = Object.entries(given);
  if (entries.length > most) refuse(`At most ${most} headers`);
  for (const [given, value] of entries) {
    const name = given.toLowerCase();
    const quoted = JSON.stringify(given.slice(0, 60));
    if (!isAllowed(name)) refuse(`The header ${quoted} is not one that a plugin may set`);
    if (name in headers) refuse(`The header ${quoted} is given twice`);
    let hasSecret = false;
    const filled = value.replaceAll(placeholder, (_, wanted: string) => {
      hasSecret = true;
      return secretOf(wanted);
    });
    // RFC 9110 5.5: a line break would begin a header, or a request, of the plugin's own.
    if (!/^[\t\x20-\x7e]*$/.test(filled)) refuse(`The header ${quoted} holds characters that headers do not`);
    if (credential.has(name) && !hasSecret) refuse(`The header ${quoted} takes a secret: {{secret:NAME}}`);
    if (hasSecret) secret.add(name);
    headers[name] = filled;
  }
  return {
    headers: { "user-agent": "aperture-plugin", accept: "*/*", ...headers, "accept-encoding": "identity" },
    secret,
  };
}

function isAllowed(name: string): boolean {
  if (allowed.has(name)) return true;
  return /^x-[a-z0-9-]{1,60}$/.test(name) && !forbiddenPrefix.test(name);
}

function refuse(detail: string): never {
  throw new ApertureError("invalid_input", { detail, pointer: "/headers" });
}
