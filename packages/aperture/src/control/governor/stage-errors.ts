import type { Redaction } from "@aperture/engine/redaction/contract";
import { redactText } from "@aperture/engine/redaction/redact-text";
import type { StageRun } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";

/** Characters told of an error. */
const LONGEST = 300;

/** Stages that failed are told of. What a stage throws may quote the text it read. */
export function tellStageErrors(
  store: Pick<Store, "events">,
  session: number,
  runs: readonly StageRun[],
  redactions: readonly Redaction[],
): void {
  for (const { stage, error } of runs) {
    if (error === null) continue;
    const message = redactText(error, redactions).slice(0, LONGEST);
    store.events.append("stage-failed", { sessionId: `session-${session}`, stage, message });
  }
}
