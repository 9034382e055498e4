import { EventsQuery } from "@aperture/sdk";

/** `since` of a WebSocket's URL by the same schema as SSE's: undefined where it is absent, null where it is wrong. */
export function readSince(search: URLSearchParams): number | null | undefined {
  const given = search.getAll("since");
  const parsed = EventsQuery.safeParse(given.length === 0 ? {} : { since: given.length === 1 ? given[0] : given });
  return parsed.success ? parsed.data.since : null;
}
