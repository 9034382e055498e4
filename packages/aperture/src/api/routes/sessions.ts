import { ApertureError, PageQuery, Session, SessionRemoved, SessionsPage, SetProject, TurnsPage } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { findSession } from "../../control/look-up/find-session.ts";
import { idOf } from "../../control/look-up/ids.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { body, operation } from "../operation.ts";
import { projectFolder } from "../project-folder.ts";
import type { ApiServices } from "../services.ts";
import { sessionView } from "../views/session-view.ts";
import { turnView } from "../views/turn-view.ts";

/** Id (`session-3`) or label. */
const params = z.object({ id: z.string().min(1).max(300) });
const sessionsPlace = z.object({ n: z.int(), lastSeen: z.number() });
const turnsPlace = z.object({ session: z.int(), n: z.int() });
const tag = "sessions";

export function routeSessions(app: OpenAPIHono, services: ApiServices): void {
  const { store } = services;

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/sessions",
      summary: "Sessions, the one that spoke last first",
      tag,
      access: "local",
      output: SessionsPage,
    },
    { query: PageQuery },
  );
  app.openapi(list, (context) => {
    const { limit, after } = context.req.valid("query");
    const before = after === undefined ? undefined : readCursor("sessions", after, sessionsPlace);
    const found = store.sessions.list({ limit: limit + 1, ...(before ? { before } : {}) });
    const sessions = found.slice(0, limit);
    const last = found.length > limit ? sessions.at(-1) : undefined;
    const next = last ? writeCursor("sessions", { n: last.n, lastSeen: last.lastSeen }) : null;
    return context.json({ sessions: sessions.map((session) => sessionView(store, session)), next }, 200);
  });

  const read = operation(
    services,
    {
      method: "get",
      path: "/api/v1/sessions/{id}",
      summary: "One session, by id or label",
      tag,
      access: "local",
      output: Session,
    },
    { params },
  );
  app.openapi(read, (context) =>
    context.json(sessionView(store, findSession(store, context.req.valid("param").id)), 200),
  );

  const turns = operation(
    services,
    {
      method: "get",
      path: "/api/v1/sessions/{id}/turns",
      summary: "A session's turns, newest first",
      tag,
      access: "local",
      output: TurnsPage,
    },
    { params, query: PageQuery },
  );
  app.openapi(turns, (context) => {
    const session = findSession(store, context.req.valid("param").id);
    const { limit, after } = context.req.valid("query");
    const place = after === undefined ? undefined : readCursor("turns", after, turnsPlace);
    if (place && place.session !== session.n) throw new ApertureError("cursor_invalid");
    const found = store.turns.ofSession(session.n, { limit: limit + 1, ...(place ? { before: place.n } : {}) });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    const next = last ? writeCursor("turns", { session: session.n, n: last.n }) : null;
    return context.json({ turns: page.map(turnView), next }, 200);
  });

  // With the token: the project decides which files staging and conventions may reach.
  const setProject = operation(
    services,
    {
      method: "put",
      path: "/api/v1/sessions/{id}/project",
      summary: "Says which folder a session works in",
      tag,
      access: "token",
      writesContext: true,
      output: Session,
    },
    { params, ...body(SetProject) },
  );
  app.openapi(setProject, (context) => {
    const session = findSession(store, context.req.valid("param").id);
    const { dir } = context.req.valid("json");
    const project = dir === null ? null : projectFolder(dir, "/dir");
    store.transaction(() => {
      store.sessions.update(session.n, { project });
      store.events.append("session-project-set", { sessionId: idOf("session", session.n), project });
    });
    return context.json(sessionView(store, { ...session, project }), 200);
  });

  const remove = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/sessions/{id}",
      summary: "Removes a session and everything only it refers to",
      tag,
      access: "token",
      output: SessionRemoved,
    },
    { params },
  );
  app.openapi(remove, (context) => {
    const session = findSession(store, context.req.valid("param").id);
    const removed = idOf("session", session.n);
    store.transaction(() => {
      store.sessions.remove(session.n);
      store.events.append("session-removed", { sessionId: removed });
    });
    return context.json({ removed }, 200);
  });
}
