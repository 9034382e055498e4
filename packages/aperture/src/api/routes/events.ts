import { Event, EventsQuery, Hello } from "@aperture/sdk";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { requireAccess } from "../access.ts";
import { sseResponse } from "../events/sse.ts";
import type { ApiServices } from "../services.ts";

/** Where the stream is; a WebSocket upgrade of the same path is taken before routing (listen.ts). */
export const eventsPath = "/api/v1/events";

export function routeEvents(app: OpenAPIHono, services: ApiServices): void {
  const follow = createRoute({
    method: "get",
    path: eventsPath,
    summary: "The event log as server-sent events, or as WebSocket when the request asks for the upgrade",
    description:
      "The first frame is a Hello; with `resync: true` the reader's place is gone, and it reads the state again. WebSocket frames hold the same JSON as SSE's data. There is a sign of life every 15 s: a comment in SSE, a ping in WebSocket.",
    tags: ["events"],
    security: [{}, { token: [] }],
    request: { query: EventsQuery },
    middleware: requireAccess(services, "local"),
    responses: {
      // OpenAPI 3.1 has no word for a stream: the schema is that of each frame's data.
      200: {
        description: "Hello, then Events",
        content: { "text/event-stream": { schema: z.union([Hello, Event]) } },
      },
    },
  });
  app.openapi(follow, (context) => {
    if (context.req.method === "HEAD")
      return context.body(null, 200, { "content-type": "text/event-stream; charset=utf-8" });
    return sseResponse(services, placeOf(context.req.header("last-event-id"), context.req.valid("query").since));
  });
}

/** EventSource sends the header when it reconnects, with the query of its first URL: the header is newer. */
export function placeOf(lastEventId: string | undefined, since: number | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : since;
}
