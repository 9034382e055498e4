import { checkFetchSite } from "./check-fetch-site.ts";
import { checkForwarding } from "./check-forwarding.ts";
import { checkHost } from "./check-host.ts";
import { checkJson } from "./check-json.ts";
import { checkOrigin } from "./check-origin.ts";
import { checkPeer } from "./check-peer.ts";
import { checkTarget } from "./check-target.ts";
import { checkToken } from "./check-token.ts";
import type { GateCheck, GateFacts, GateRefusal } from "./gate-facts.ts";

/** In this order: what a request is, who it says it comes from, what it may do. No single header is enough. */
const checks: readonly GateCheck[] = [
  checkTarget,
  checkHost,
  checkOrigin,
  checkFetchSite,
  checkForwarding,
  checkJson,
  checkToken,
  checkPeer,
];

/**
 * The gate in front of both ports, before routing, body and storage. The first check that objects decides; null lets the
 * request in. Facts that a port does not have (token, peer) are not checked there.
 */
export function gateRequest(facts: GateFacts): GateRefusal | null {
  for (const check of checks) {
    const refusal = check(facts);
    if (refusal !== null) return refusal;
  }
  return null;
}
