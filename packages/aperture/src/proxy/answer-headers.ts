import { endToEndHeaders } from "./end-to-end-headers.ts";

/**
 * What goes back to the client. A Content-Length beside Transfer-Encoding is void (RFC 9112 §6.3) and must not be sent on;
 * Trailer only makes sense where the answer is chunked again.
 */
export function answerHeaders(rawHeaders: readonly string[], facts: { chunkable: boolean }): string[] {
  const has = (wanted: string) =>
    rawHeaders.some((name, index) => index % 2 === 0 && name.length === wanted.length && name.toLowerCase() === wanted);
  const chunked = has("transfer-encoding");
  const trailers = facts.chunkable && (chunked || !has("content-length"));
  return endToEndHeaders(
    rawHeaders,
    (name) => (chunked && name === "content-length") || (!trailers && name === "trailer"),
  );
}
