/** What a plugin learns of an answer: what it is, how long it holds, how much it may ask. No cookies, nothing of the connection. */
const allowed =
  /^(?:content-(?:type|language|encoding|disposition|range)|etag|last-modified|date|expires|cache-control|age|vary|link|location|retry-after|allow|accept-ranges|x-request-id|request-id|x-total-count|(?:x-)?ratelimit-[a-z-]{1,40})$/;
const longest = 8_192;

/** By name in lower case; of several the values are joined as RFC 9110 5.3 has it. */
export function answerHeaders(given: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase();
    if (value === undefined || !allowed.test(lower)) continue;
    headers[lower] = (typeof value === "string" ? value : value.join(", ")).slice(0, longest);
  }
  return headers;
}
