import {
  ApplyPending,
  Operation,
  OperationResult,
  OperationsPage,
  OperationsQuery,
  Pending,
  SessionQuery,
  Trash,
  TurnPipeline,
  UndoOperations,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { idOf } from "../../control/look-up/ids.ts";
import { operationView } from "../../control/operations/operation-view.ts";
import type { RunningKeys } from "../control-call.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";

const tag = "context";
const params = z.object({ id: z.string().min(1).max(100) });
const place = z.object({ session: z.int(), n: z.int() });

/** The action log, what waits, what was removed, and what the stages did to a request. */
export function routeOperations(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { operations } = services.control;
  const routeWrite = routeWrites(app, services, running);

  routeWrite({
    path: "/operations/undo",
    summary: "Takes back an operation, or all of a turn or an actor; undoing an undo brings it back",
    tag,
    input: UndoOperations,
    output: OperationResult,
    writesContext: true,
    work: operations.undo,
  });

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/operations",
      summary: "What was done in a session, newest first",
      tag,
      access: "local",
      output: OperationsPage,
    },
    { query: OperationsQuery },
  );
  app.openapi(list, (context) => {
    const { session: asked, limit, after } = context.req.valid("query");
    const from = after === undefined ? undefined : readCursor("operations", after, place);
    const name = asked ?? (from ? idOf("session", from.session) : undefined);
    const found = operations.operations({
      limit: limit + 1,
      ...(name === undefined ? {} : { session: name }),
      ...(from ? { before: from.n } : {}),
    });
    const page = found.operations.slice(0, limit);
    const last = found.operations.length > limit ? page.at(-1) : undefined;
    const next = last ? writeCursor("operations", { session: last.session, n: last.n }) : null;
    const session = found.session === null ? null : idOf("session", found.session);
    return context.json({ session, operations: page.map(operationView), next }, 200);
  });

  const read = operation(
    services,
    {
      method: "get",
      path: "/api/v1/operations/{id}",
      summary: "One entry of the action log",
      tag,
      access: "local",
      output: Operation,
    },
    { params },
  );
  app.openapi(read, (context) => context.json(operations.operation(context.req.valid("param").id), 200));

  const pending = operation(
    services,
    {
      method: "get",
      path: "/api/v1/pending",
      summary: "What waits until it is free or pays, and what applying all of it now would cost",
      tag,
      access: "local",
      output: Pending,
    },
    { query: SessionQuery },
  );
  app.openapi(pending, (context) => context.json(operations.pending(context.req.valid("query").session), 200));

  routeWrite({
    path: "/pending/apply",
    summary: "What waits goes with the next request, whatever it costs",
    tag,
    input: ApplyPending,
    output: OperationResult,
    writesContext: true,
    work: operations.applyPending,
  });

  const trash = operation(
    services,
    {
      method: "get",
      path: "/api/v1/trash",
      summary: "Blocks that were removed and can be had back",
      tag,
      access: "local",
      output: Trash,
    },
    { query: SessionQuery },
  );
  app.openapi(trash, (context) => context.json(operations.trash(context.req.valid("query").session), 200));

  const pipeline = operation(
    services,
    {
      method: "get",
      path: "/api/v1/turns/{id}/pipeline",
      summary: "What each stage did to a request, why, and what it took",
      tag,
      access: "local",
      output: TurnPipeline,
    },
    { params },
  );
  app.openapi(pipeline, (context) => context.json(operations.pipeline(context.req.valid("param").id), 200));
}
