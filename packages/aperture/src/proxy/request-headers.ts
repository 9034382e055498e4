import { endToEndHeaders } from "./end-to-end-headers.ts";

/**
 * What leaves for the provider. Host is set by the connection to it; Expect was answered here (RFC 9110 §10.1.1);
 * everything of our own stays here.
 */
export function requestHeaders(rawHeaders: readonly string[]): string[] {
  return endToEndHeaders(
    rawHeaders,
    (name) => name === "host" || name === "expect" || name === "trailer" || name.startsWith("x-aperture-"),
  );
}

/**
 * The same for a body that is another than the one that came: it leaves decoded, with its own length in the place of the old
 * one. `plainAnswer`: the answer has to be read on its way, so it must not be compressed.
 */
export function editedRequestHeaders(
  rawHeaders: readonly string[],
  { length, plainAnswer }: { length: number | null; plainAnswer: boolean },
): string[] {
  const headers = requestHeaders(rawHeaders);
  const kept: string[] = [];
  let hasLength = false;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!;
    const lower = name.toLowerCase();
    if (length !== null && lower === "content-encoding") continue;
    if (plainAnswer && lower === "accept-encoding") continue;
    const isLength = length !== null && lower === "content-length";
    if (isLength && hasLength) continue;
    hasLength ||= isLength;
    kept.push(name, isLength ? String(length) : headers[index + 1]!);
  }
  if (length !== null && !hasLength) kept.push("Content-Length", String(length));
  if (plainAnswer) kept.push("Accept-Encoding", "identity");
  return kept;
}

/** Why a body must stay as it is, by its headers: somebody checks it against a digest or a signature. */
export function sealedBy(rawHeaders: readonly string[]): string | null {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (/^(content-digest|repr-digest|digest|content-md5|x-amz-content-sha256|signature)$/.test(name))
      return `the header ${name} goes over its bytes`;
    // AWS Signature Version 4 hashes the payload.
    if (name === "authorization" && /^AWS4-/i.test(rawHeaders[index + 1] ?? ""))
      return "its signature goes over its bytes";
  }
  return null;
}
