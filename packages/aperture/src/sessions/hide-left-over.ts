import type { Redaction } from "@aperture/engine/redaction/contract";
import { redactBody } from "@aperture/engine/redaction/redact-body";
import type { Verdict } from "../proxy/exchange.ts";
import { refuseUnredacted } from "./govern-request.ts";
import { nativeBytes } from "./native-bytes.ts";

/**
 * The last look at what leaves: blocks have been edited, but a value may also stand in a tool's description, a key, or a member nobody
 * knows. Refused where nothing else may stand in its place.
 *
 * @param came the body as the client sent it, known to be JSON
 */
export function hideLeftOver(verdict: Verdict, came: Uint8Array, redactions: readonly Redaction[]): Verdict {
  if (redactions.length === 0 || verdict.refusal !== null) return verdict;
  const left = verdict.body ?? came;
  const redacted = redactBody(left, redactions, nativeBytes);
  if ("pointer" in redacted) return refuseUnredacted(`${redacted.pointer} says a value: ${redacted.why}`);
  return redacted.bytes === left ? verdict : { ...verdict, body: redacted.bytes };
}
