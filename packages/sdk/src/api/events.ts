import { z } from "zod";

/** GET /api/v1/events, as WebSocket or SSE. SSE's `Last-Event-ID` header means the same as `since` and goes before it. */
export const EventsQuery = z.object({
  /** Events behind this `seq` are replayed; absent: only what happens from now on. */
  since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});
export type EventsQuery = z.output<typeof EventsQuery>;
