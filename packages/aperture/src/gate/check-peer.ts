import type { GateCheck } from "./gate-facts.ts";

/**
 * The other end belongs to this user or root. Where that cannot be read the other checks have to do (`doctor` says
 * "unverified"); `auth: required` is for those who want more.
 */
export const checkPeer: GateCheck = function checkPeer({ peer, token }) {
  return peer === "other" && !token?.valid ? { code: "peer_refused", facts: {} } : null;
};
