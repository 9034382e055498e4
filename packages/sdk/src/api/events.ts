import { z } from "zod";

/** What a `since` that is none is answered with, over HTTP and by a refused upgrade. */
const place = "must be a whole number";

/** GET /api/v1/events, as WebSocket or SSE. SSE's `Last-Event-ID` header means the same as `since` and goes before it. */
export const EventsQuery = z.object({
  /** Events behind this `seq` are replayed; absent: only what happens from now on. */
  since: z.coerce.number(place).int(place).min(0, place).max(Number.MAX_SAFE_INTEGER, place).optional(),
});
export type EventsQuery = z.output<typeof EventsQuery>;
