import { ApertureError } from "@aperture/sdk";
import type { Store } from "./contract.ts";
import { createRedactionMarker, type Marked, type RedactionMarker } from "./redaction-marker.ts";

export interface MarkedStore {
  readonly store: Store;
  readonly marker: RedactionMarker;
  /** Stops looking, with the file as the database is now. */
  close(): void;
}

/**
 * A store whose redactions are noted in a file beside it (redaction-marker.ts): before the commit that adds a conversation's first, and
 * behind the one that ends its last.
 */
export function markRedactions(store: Store, file: string, failed: (error: unknown) => void): MarkedStore {
  // There is no database: whoever is noted is lost until there is one.
  if (store.trouble() !== null) return { store, marker: createRedactionMarker(file, []), close() {} };
  const { control } = store;
  const { redactions } = control;
  const marked = (): Marked[] =>
    redactions.boundSessions().flatMap((session) => {
      const record = store.sessions.get(session);
      return record ? [{ key: record.key, client: record.client }] : [];
    });
  const marker = createRedactionMarker(file, marked());
  let waiting: NodeJS.Immediate | null = null;

  function settle(): void {
    waiting = null;
    try {
      marker.settle(marked());
    } catch (error) {
      failed(error);
    }
  }
  /** Commits are synchronous: by then this one is there, or was rolled back. */
  const settleSoon = (): void => {
    waiting ??= setImmediate(settle);
  };
  const unsubscribe = store.events.subscribe(({ type }) => {
    if (type === "session-removed") settleSoon();
  });

  return {
    store: {
      ...store,
      control: {
        ...control,
        redactions: {
          ...redactions,
          insert(redaction) {
            const session = store.sessions.get(redaction.session);
            if (session) note(marker, session);
            settleSoon();
            return redactions.insert(redaction);
          },
          setActive(n, active) {
            redactions.setActive(n, active);
            settleSoon();
          },
        },
      },
    },
    marker,
    close() {
      unsubscribe();
      if (waiting) clearImmediate(waiting);
      settle();
    },
  };
}

/** A value whose loss nobody would notice is not taken for hidden. */
function note(marker: RedactionMarker, session: Marked): void {
  try {
    marker.add(session);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApertureError("store_unavailable", { reason: `redactions.json cannot be written: ${reason}` });
  }
}
