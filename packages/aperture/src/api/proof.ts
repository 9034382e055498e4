import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * HMAC-SHA256 by which a server shows that it knows the token without telling it. The port is part of the message, so
 * a program that squats on :5401 cannot pass the question on to the real server on another port.
 */
export function proofOf(token: string, nonce: string, port: number): string {
  return createHmac("sha256", token).update(`aperture-proof\n${nonce}\n${port}`).digest("base64url");
}

/**
 * Asks `baseUrl` for a proof before the token is sent to it. False where anything else answers, nothing answers or the
 * proof is wrong; never throws. `baseUrl` must name the address (`http://127.0.0.1:5401`), as a name may be resolved twice.
 */
export async function verifyServer(
  baseUrl: string,
  token: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<boolean> {
  try {
    const url = new URL(baseUrl);
    const nonce = randomBytes(32).toString("base64url");
    const response = await fetch(`${url.origin}/api/v1/proof?nonce=${nonce}`, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) return false;
    const { proof } = (await response.json()) as { proof?: unknown };
    return typeof proof === "string" && sameText(proof, proofOf(token, nonce, Number(url.port || 80)));
  } catch {
    return false;
  }
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
