import type { GateCheck } from "./gate-facts.ts";
import { headerValues } from "./header-values.ts";
import { quote } from "./quote.ts";

const ownNames = ["127.0.0.1", "localhost", "[::1]"];

/** Host values that mean this server; without a port only where the port is HTTP's default (RFC 9110 §7.2). */
export function ownAuthorities(port: number): string[] {
  return ownNames.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

/**
 * Exactly one Host, and it is ours. A DNS-rebound GET has neither Origin nor Sec-Fetch headers: only its Host tells it from
 * an honest one.
 */
export const checkHost: GateCheck = function checkHost({ rawHeaders, port }) {
  const hosts = headerValues(rawHeaders, "host");
  const [host] = hosts;
  if (hosts.length === 1 && host !== undefined && ownAuthorities(port).includes(host.toLowerCase())) return null;
  return { code: "host_refused", facts: { host: host === undefined ? "(none)" : quote(hosts.join(", ")) } };
};
