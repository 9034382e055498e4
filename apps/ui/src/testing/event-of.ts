import type { Event, EventData, EventType } from "@aperture/sdk";

/** An event of the log for tests, with the given `seq`. */
export const eventOf = <T extends EventType>(seq: number, type: T, data: EventData<T>): Event =>
  ({ seq, at: "2026-01-01T00:00:00.000Z", type, data }) as Event;
