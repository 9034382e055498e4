/** Meant for one connection only (RFC 9110 §7.6.1), plus what older clients still send for it. */
const hopByHop = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "te",
  "transfer-encoding",
  "upgrade",
  "proxy-authorization",
  "proxy-authenticate",
  "http2-settings",
]);
/** A sender must not nominate these for removal (RFC 9110 §7.6.1): without them the message is another message. */
const neverNominated = new Set(["host", "content-length", "content-type", "content-encoding", "cache-control"]);

/**
 * Names and values in turn, in the order and casing they came, without what belongs to the connection they came on: the
 * hop-by-hop fields and those that `Connection` names. `drop` gets lower-case names.
 */
export function endToEndHeaders(rawHeaders: readonly string[], drop: (name: string) => boolean): string[] {
  const nominated = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== "connection") continue;
    for (const option of (rawHeaders[index + 1] ?? "").toLowerCase().split(",")) nominated.add(option.trim());
  }
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const original = rawHeaders[index] ?? "";
    const name = original.toLowerCase();
    if (hopByHop.has(name) || (nominated.has(name) && !neverNominated.has(name)) || drop(name)) continue;
    kept.push(original, rawHeaders[index + 1] ?? "");
  }
  return kept;
}
