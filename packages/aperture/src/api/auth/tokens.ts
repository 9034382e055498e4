import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { ApertureError } from "@aperture/sdk";

const pairingLifetime = 60_000;
const attemptsPerMinute = 10;
const openPairings = 16;
const pageTokens = 64;

export interface Tokens {
  /** What an `Authorization` header holds; several headers are no bearer. */
  check(authorization: string | undefined): { readonly presented: boolean; readonly valid: boolean };
  pair(): { code: string; expiresAt: number };
  /** A page token for a code. Throws `pairing_invalid`, and `too_many_attempts` after ten tries in a minute. */
  redeem(code: string): string;
}

/**
 * The file's token, the pairing codes and the page tokens that come from them. Codes and page tokens are kept as digests in
 * memory only; comparing digests in constant time tells nothing about how much of a guess was right.
 */
export function createTokens(token: string, now: () => number): Tokens {
  const own = digest(token);
  const pages: Buffer[] = [];
  let pairings: { readonly code: Buffer; readonly expiresAt: number }[] = [];
  let attempts: number[] = [];

  const isValid = (candidate: string): boolean => {
    const given = digest(candidate);
    // No early exit: how long it takes must not tell which of them matched.
    let valid = timingSafeEqual(given, own);
    for (const page of pages) valid = timingSafeEqual(given, page) || valid;
    return valid;
  };

  return {
    check(authorization) {
      if (authorization === undefined) return { presented: false, valid: false };
      const bearer = /^Bearer ([A-Za-z0-9._~+/-]{1,256}=*)$/i.exec(authorization)?.[1];
      return { presented: true, valid: bearer !== undefined && isValid(bearer) };
    },
    pair() {
      const code = randomBytes(24).toString("base64url");
      const expiresAt = now() + pairingLifetime;
      pairings = [...pairings.filter((open) => open.expiresAt > now()), { code: digest(code), expiresAt }].slice(
        -openPairings,
      );
      return { code, expiresAt };
    },
    redeem(code) {
      const minuteAgo = now() - 60_000;
      attempts = attempts.filter((at) => at > minuteAgo);
      if (attempts.length >= attemptsPerMinute)
        throw new ApertureError("too_many_attempts", { seconds: Math.ceil((attempts[0]! - minuteAgo) / 1_000) });
      attempts.push(now());
      const given = digest(code);
      const matches = pairings.filter((open) => timingSafeEqual(open.code, given));
      pairings = pairings.filter((open) => !matches.includes(open));
      if (!matches.some((open) => open.expiresAt > now())) throw new ApertureError("pairing_invalid");
      const page = randomBytes(32).toString("base64url");
      pages.push(digest(page));
      if (pages.length > pageTokens) pages.shift();
      return page;
    },
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
