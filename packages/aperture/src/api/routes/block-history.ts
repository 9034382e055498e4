import { BlockDiff, BlockVersions, DiffQuery, NewNote, Note, Notes, Removed } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { RunningKeys } from "../control-call.ts";
import { hiderFor } from "../hider-for.ts";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";

const params = z.object({ id: z.string().min(1).max(100) });
const tag = "blocks";

/** What a block said, and what people say about it. */
export function routeBlockHistory(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { operations } = services.control;
  const routeWrite = routeWrites(app, services, running);

  const versions = operation(
    services,
    {
      method: "get",
      path: "/api/v1/blocks/{id}/versions",
      summary: "Every text a block had; 0 is the client's own",
      tag,
      access: "local",
      output: BlockVersions,
    },
    { params },
  );
  app.openapi(versions, (context) => context.json(operations.versions(context.req.valid("param").id), 200));

  const diff = operation(
    services,
    {
      method: "get",
      path: "/api/v1/blocks/{id}/diff",
      summary: "What changed between two versions of a block, as a unified diff",
      tag,
      access: "local",
      output: BlockDiff,
    },
    { params, query: DiffQuery },
  );
  app.openapi(diff, (context) =>
    context.json(
      operations.diff(context.req.valid("param").id, context.req.valid("query"), hiderFor(services, context)),
      200,
    ),
  );

  const notes = operation(
    services,
    {
      method: "get",
      path: "/api/v1/blocks/{id}/notes",
      summary: "Notes that people attached to a block; they are never sent",
      tag,
      access: "local",
      output: Notes,
    },
    { params },
  );
  app.openapi(notes, (context) => context.json({ notes: [...operations.notes(context.req.valid("param").id)] }, 200));

  routeWrite({
    path: "/blocks/{id}/notes",
    summary: "Attaches a note to a block",
    tag,
    input: NewNote,
    output: Note,
    work: ({ text }, call, id) => operations.addNote(id, text, call),
    again: (id, block) => operations.notes(block).find((note) => note.id === id),
  });

  const remove = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/notes/{id}",
      summary: "Removes a note",
      tag,
      access: "local",
      output: Removed,
    },
    { params },
  );
  app.openapi(remove, (context) => {
    const { id } = context.req.valid("param");
    operations.removeNote(id);
    return context.json({ removed: id }, 200);
  });
}
