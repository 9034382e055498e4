/**
 * True where an upstream would lead back to Aperture. Every address of 127/8 reaches a listener on 127.0.0.1's port only
 * if it is bound to all of them, but no provider lives there on our port either, so all of them are refused.
 */
export function pointsAtPorts(upstream: string, ports: readonly number[]): boolean {
  const url = URL.parse(upstream);
  if (!url || !isLoopback(url.hostname)) return false;
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return ports.includes(port);
}

/** Names and addresses that reach this machine. 0.0.0.0 and [::] connect to loopback on Linux and macOS. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost") || name === "0.0.0.0") return true;
  if (/^127(\.\d+){3}$/.test(name)) return true;
  // URL writes ::ffff:127.0.0.1 as [::ffff:7f00:1].
  return name === "[::1]" || name === "[::]" || /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(name);
}
