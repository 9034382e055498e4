import type { Event, EventData, EventType } from "@aperture/sdk";
import type { Connection } from "./connection.ts";
import type { EventLog } from "./contract.ts";
import type { Outbox } from "./outbox.ts";
import type { Transactions } from "./transactions.ts";

interface EventRow {
  seq: number;
  at: number;
  type: EventType;
  data: string;
}

const toEvent = (row: EventRow): Event =>
  // The only writer is `append` below, which takes a type with its own data.
  ({
    seq: row.seq,
    at: new Date(row.at).toISOString(),
    type: row.type,
    data: JSON.parse(row.data),
  }) as Event;

export interface EventTable extends EventLog {
  /** Removes the oldest events beyond `keep`, at most `limit`; returns how many. */
  dropOldest(keep: number, limit: number): number;
}

/** The event log. `seq` comes from SQLite's AUTOINCREMENT: it grows whatever the clock does and after every event is dropped. */
export function createEvents(
  connection: Connection,
  { join }: Transactions,
  outbox: Outbox,
  now: () => number,
  epoch: string,
): EventTable {
  const insert = connection.prepare("INSERT INTO events (at, type, data) VALUES (?, ?, ?)");
  const behind = connection.prepare<EventRow>(
    "SELECT seq, at, type, data FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
  );
  const first = connection.prepare<{ seq: number | null }>("SELECT min(seq) AS seq FROM events");
  const last = connection.prepare<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
  const drop = connection.prepare("DELETE FROM events WHERE seq <= ?");

  function bounds(): { first: number; last: number } {
    const end = last.get()?.seq ?? 0;
    return { first: first.get()?.seq ?? end + 1, last: end };
  }

  return {
    epoch,
    bounds,
    append<T extends EventType>(type: T, data: EventData<T>): Event {
      return join(() => {
        const at = now();
        const { lastInsertRowid: seq } = insert.run(at, type, JSON.stringify(data));
        const event = { seq, at: new Date(at).toISOString(), type, data } as unknown as Event;
        outbox.add(event);
        return event;
      });
    },
    since(seq, limit) {
      const range = bounds();
      // A number from the future is one of another log: its reader must begin again too.
      const resync = seq < range.first - 1 || seq > range.last;
      return { events: behind.all(seq, limit).map(toEvent), resync };
    },
    subscribe: (listener) => outbox.subscribe(listener),
    dropOldest(keep, limit) {
      const range = bounds();
      const upTo = Math.min(range.last - keep, range.first - 1 + limit);
      return upTo < range.first ? 0 : join(() => drop.run(upTo).changes);
    },
  };
}
