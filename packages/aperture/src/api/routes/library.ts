import {
  ApertureError,
  LibraryItem,
  LibraryList,
  LibraryQuery,
  LibrarySchemaKind,
  RemovedLibraryItem,
  RemoveLibraryItem,
  SessionLibrary,
  WriteLibraryItem,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { findSession } from "../../control/look-up/find-session.ts";
import { idOf } from "../../control/look-up/ids.ts";
import { callerOf } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { librarySchema } from "../views/library-schema.ts";
import { textBody } from "./library-body.ts";
import { libraryNamed, libraryParams, libraryTag as tag } from "./library-named.ts";
import { routeLibraryPacks } from "./library-packs.ts";
import { routeLibraryUse } from "./library-use.ts";

const itemQuery = LibraryQuery.pick({ project: true });
/** Id (`session-3`) or label. */
const sessionParams = z.object({ id: z.string().min(1).max(300) });

/**
 * Presets, rules and templates: whoever is here may read them; what writes a file takes the token. `schema`, `compare`, `replay`, `export` and
 * `import` stand where a kind stands, and are none.
 */
export function routeLibrary(app: OpenAPIHono, services: ApiServices): void {
  const { files, use } = services.library;
  const described = { tag, access: "local" } as const;

  const list = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/library",
      summary: "Presets, rules and templates: what ships, the user's own, and what a trusted project brings",
      output: LibraryList,
    },
    { query: LibraryQuery },
  );
  app.openapi(list, (context) => context.json({ items: files.list(context.req.valid("query")) }, 200));

  const schema = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/library/schema/{kind}",
      summary: "JSON Schema of such a file; `profile`: of a project's .aperture.yml",
      output: z.record(z.string(), z.unknown()),
    },
    { params: z.object({ kind: LibrarySchemaKind }) },
  );
  app.openapi(schema, (context) => context.json(librarySchema(context.req.valid("param").kind), 200));

  const read = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/library/{kind}/{name}",
      summary: "One of them: its file as it stands, its values, and where each comes from",
      output: LibraryItem,
    },
    { params: libraryParams, query: itemQuery },
  );
  app.openapi(read, (context) => {
    const { kind, name } = context.req.valid("param");
    const { project = null } = context.req.valid("query");
    const item = files.get(kind, libraryNamed(services, kind, name), project);
    context.header("etag", quoted(item.etag));
    return context.json(item, 200);
  });

  const write = operation(
    services,
    {
      ...described,
      method: "put",
      path: "/api/v1/library/{kind}/{name}",
      summary:
        "Writes its whole file (takes the token); what ships is copied to the user's own first. `dryRun` only says what is wrong",
      output: LibraryItem,
      maxBody: textBody,
    },
    { params: libraryParams, ...body(WriteLibraryItem) },
  );
  app.openapi(write, (context) => {
    const { kind, name } = context.req.valid("param");
    const { text, etag = unquoted(context.req.header("if-match")), dryRun } = context.req.valid("json");
    if (!dryRun && !callerOf(services, context).isTrusted) throw new ApertureError("token_required");
    const item = files[dryRun ? "check" : "write"](kind, libraryNamed(services, kind, name), text, { etag });
    context.header("etag", quoted(item.etag));
    return context.json(item, 200);
  });

  const remove = operation(
    services,
    {
      tag,
      access: "token",
      method: "delete",
      path: "/api/v1/library/{kind}/{name}",
      summary: "Removes one of the user's own; one that is in force takes `force`",
      output: RemovedLibraryItem,
    },
    { params: libraryParams, query: RemoveLibraryItem },
  );
  app.openapi(remove, (context) => {
    const { kind, name } = context.req.valid("param");
    const { force } = context.req.valid("query");
    const removed = libraryNamed(services, kind, name);
    if (force !== "true") refuseInForce(files.get(kind, removed));
    files.remove(kind, removed);
    return context.json({ kind, removed: name }, 200);
  });

  const inSession = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/sessions/{id}/library",
      summary: "What counts in a session, and where each value comes from",
      output: SessionLibrary,
    },
    { params: sessionParams },
  );
  app.openapi(inSession, (context) => {
    const { n } = findSession(services.store, context.req.valid("param").id);
    return context.json(use.inSession(idOf("session", n)), 200);
  });

  routeLibraryUse(app, services);
  routeLibraryPacks(app, services);
}

/** Sessions, and the default, that would go on without it. What ships is told by `remove` that it stays. */
function refuseInForce({ kind, name, source, isDefault, sessions }: LibraryItem): void {
  const who = [...(isDefault ? ["every new session"] : []), ...sessions];
  if (source !== "starter" && who.length > 0)
    throw new ApertureError("library_in_use", { kind, name, who: who.join(", ") });
}

/** As RFC 9110 §8.8.3 writes them. */
const quoted = (etag: string): string => `"${etag}"`;
const unquoted = (header: string | undefined): string | undefined =>
  header === undefined || header.trim() === "*" ? undefined : header.trim().replace(/^(?:W\/)?"(.*)"$/, "$1");
