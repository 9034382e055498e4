import { Resolver } from "node:dns/promises";

export interface FoundAddress {
  readonly address: string;
  readonly family: number;
}

export type Lookup = (host: string, signal: AbortSignal) => Promise<readonly FoundAddress[]>;

const local: readonly FoundAddress[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

/**
 * All addresses of a name, IPv4 first. Asked of the name servers by Node itself, not by the system's resolver: that one runs on the four threads
 * that files and compression need as well, cannot be told to stop, and a plugin could hold all four with names that nobody answers. So
 * /etc/hosts does not count; `localhost` is this machine, whatever a name server says (RFC 6761 6.3).
 */
export function createLookup(servers?: readonly string[]): Lookup {
  return async function resolveName(host, signal) {
    if (host === "localhost" || host.endsWith(".localhost")) return local;
    signal.throwIfAborted();
    const resolver = new Resolver({ timeout: 3_000, tries: 2 });
    if (servers) resolver.setServers(servers);
    const stop = (): void => resolver.cancel();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      const found = [
        ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
        ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
      ];
      if (found.length === 0 && four.status === "rejected") throw four.reason;
      return found;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  };
}
