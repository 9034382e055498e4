import type { Event, EventType } from "@aperture/sdk";

type Told<T extends EventType> = (data: Extract<Event, { type: T }>["data"]) => Record<string, unknown>;

const all = <T>(data: T): T => data;

/**
 * Engine events as plugins are told them. What is not in this table stays with the user: what the gate refused, upstreams and their errors, the
 * store's troubles, other plugins' lives. Words of the conversation and messages of errors, which may quote some, are left out.
 */
const told: { readonly [T in EventType]?: Told<T> } = {
  "session-started": ({ sessionId }) => ({ sessionId }),
  "session-project-set": all,
  "session-removed": all,
  "turn-started": all,
  "turn-recorded": all,
  "operation-recorded": all,
  "changes-moved": all,
  "cache-missed": all,
  "block-noted": all,
  "staging-changed": all,
  "budget-alert": all,
  "request-held": all,
  "hold-ended": all,
  "session-control-set": all,
  "checkpoint-saved": ({ sessionId, checkpoint }) => ({ sessionId, checkpoint }),
  "stage-failed": ({ sessionId, stage }) => ({ sessionId, stage }),
  "plugin-event": all,
  "session-compacted": all,
  "blocks-counted": all,
};

export interface EngineEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** Null: it is not told to plugins. */
export function engineEvent(event: Event): EngineEvent | null {
  const tell = told[event.type] as Told<EventType> | undefined;
  return tell ? { type: event.type, data: tell(event.data) } : null;
}
