import { ApertureError, Hold, Holds, NewHold, ReleaseHold, Removed, SessionQuery } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { findSession } from "../../control/look-up/find-session.ts";
import { sessionAsked } from "../../control/look-up/session-asked.ts";
import type { RunningKeys } from "../control-call.ts";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";

const params = z.object({ id: z.string().min(1).max(100) });
const tag = "holds";

/** Requests that wait for somebody. */
export function routeHolds(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { store, control } = services;
  const { holds } = control;
  const routeWrite = routeWrites(app, services, running);

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/holds",
      summary: "Holds of a session, or of all, newest first",
      tag,
      access: "local",
      output: Holds,
    },
    { query: SessionQuery },
  );
  app.openapi(list, (context) => {
    const { session } = context.req.valid("query");
    return context.json({ holds: holds.list(session === undefined ? undefined : findSession(store, session).n) }, 200);
  });

  routeWrite({
    path: "/holds",
    summary: "The session's next request waits until it is released, dropped, or its time is up",
    tag,
    input: NewHold,
    output: Hold,
    writesContext: true,
    work({ session: name, timeout }) {
      const session = sessionAsked(store, name);
      if (!session) throw new ApertureError("no_session");
      return holds.arm(session.n, timeout);
    },
  });

  routeWrite({
    path: "/holds/{id}/release",
    summary:
      "Sends a held request with what was changed meanwhile, or drops it: it is answered with 503, and so is its next try",
    tag,
    input: ReleaseHold,
    output: Hold,
    work: ({ action }, _call, id) => holds.release(id, action),
  });

  const cancel = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/holds/{id}",
      summary: "Takes a hold back; a request that it held is sent",
      tag,
      access: "local",
      output: Removed,
    },
    { params },
  );
  app.openapi(cancel, (context) => {
    const { id } = context.req.valid("param");
    holds.cancel(id);
    return context.json({ removed: id }, 200);
  });
}
