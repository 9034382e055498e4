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
