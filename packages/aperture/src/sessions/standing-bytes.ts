import type { RequestShape } from "@aperture/engine/dialects/dialect";
import type { Document } from "@aperture/engine/document/document";
import { splice } from "@aperture/engine/document/splice";
import type { Governor } from "../control/governor/governor.ts";
import type { Identity } from "./identify.ts";
import { nativeBytes } from "./native-bytes.ts";
import type { SessionState } from "./state.ts";

/**
 * The body with what stands in its lane, by its bytes alone: it begins with those of the lane's last request, through all that
 * was edited there, so the same edits are made. Null where blocks have to be looked at. A request without tools may be
 * about the conversation instead of in it.
 */
export function standingBytes(
  { document, shape }: { readonly document: Document; readonly shape: RequestShape },
  { agentId }: Identity,
  { record, lanes }: SessionState,
  governor: Pick<Governor, "standing">,
): Uint8Array | null {
  if (document.readOnly !== null || !shape.hasTools) return null;
  for (const lane of lanes) {
    const [head] = lane.heads;
    if (lane.record.kind !== "main" || lane.record.agentId !== agentId || !head?.document) continue;
    const last = governor.standing(record.n, lane.record.n)?.last;
    if (!last || last.turn !== head.turn) continue;
    const { bytes } = document;
    const before = head.document.bytes;
    const isLong = bytes.length >= last.end && before.length >= last.end;
    if (isLong && nativeBytes.equal(bytes, 0, before, 0, last.end)) return splice(bytes, last.edits);
  }
  return null;
}
