import type { OperationResult } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import { type Intent, isLevel } from "../view/intent.ts";

/** Blocks of a session, and in which of its lanes. */
export interface Targets {
  readonly ids: readonly string[];
  readonly session: string;
  readonly lane: string | undefined;
}

/** A dry run, what waits for a free moment, or the next request whatever it costs. */
export type How = "preview" | "when-free" | "now";

export type IntentClient = Pick<ControlClient, "compress" | "restore" | "remove" | "redact" | "restoreCheckpoint">;

/** Does what is meant, or says what it would do. Throws `ApiError`. */
export function runIntent(client: IntentClient, intent: Intent, to: Targets, how: How): Promise<OperationResult> {
  const { session, lane } = to;
  const rest = how === "preview" ? { dryRun: true } : { apply: how };
  const targets = { ids: [...to.ids], session, ...(lane === undefined ? {} : { lane }), ...rest };
  if (intent === "original") return client.restore(targets);
  if (intent === "remove") return client.remove(targets);
  if (intent === "redact") return client.redact(targets);
  if (isLevel(intent)) return client.compress({ ...targets, level: intent });
  return client.restoreCheckpoint(intent, rest);
}
