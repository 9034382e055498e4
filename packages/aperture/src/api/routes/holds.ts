import { ApertureError, Hold, Holds, NewHold, ReleaseHold, Removed, SessionQuery } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { findSession } from "../../control/look-up/find-session.ts";
import { sessionAsked } from "../../control/look-up/session-asked.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";

const params = z.object({ id: z.string().min(1).max(100) });
const tag = "holds";

/** Requests that wait for somebody. */
export function routeHolds(app: OpenAPIHono, services: ApiServices): void {
  const { store, control } = services;
  const { holds } = control;

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

  const arm = operation(
    services,
    {
      method: "post",
      path: "/api/v1/holds",
      summary: "The session's next request waits until it is released, dropped, or its time is up",
      tag,
      access: "local",
      output: Hold,
      writesContext: true,
    },
    body(NewHold),
  );
  app.openapi(arm, (context) => {
    const { session: name, timeout } = context.req.valid("json");
    const session = sessionAsked(store, name);
    if (!session) throw new ApertureError("no_session");
    return context.json(holds.arm(session.n, timeout), 200);
  });

  const release = operation(
    services,
    {
      method: "post",
      path: "/api/v1/holds/{id}/release",
      summary: "Sends a held request with what was changed meanwhile, or drops it: the agent is told to try again",
      tag,
      access: "local",
      output: Hold,
    },
    { params, ...body(ReleaseHold) },
  );
  app.openapi(release, (context) =>
    context.json(holds.release(context.req.valid("param").id, context.req.valid("json").action), 200),
  );

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
