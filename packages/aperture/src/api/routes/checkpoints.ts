import {
  Checkpoint,
  CheckpointDiff,
  Checkpoints,
  NewCheckpoint,
  OperationResult,
  Removed,
  RestoreCheckpoint,
  SessionQuery,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { RunningKeys } from "../control-call.ts";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";

const params = z.object({ id: z.string().min(1).max(100) });
const tag = "checkpoints";

/** The set of a session's decisions, saved and restored. */
export function routeCheckpoints(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { operations } = services.control;
  const routeWrite = routeWrites(app, services, running);

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/checkpoints",
      summary: "A session's checkpoints, newest first",
      tag,
      access: "local",
      output: Checkpoints,
    },
    { query: SessionQuery },
  );
  app.openapi(list, (context) =>
    context.json({ checkpoints: [...operations.checkpoints(context.req.valid("query").session)] }, 200),
  );

  routeWrite({
    path: "/checkpoints",
    summary: "Saves what is decided in a session: changes, pins and zones",
    tag,
    input: NewCheckpoint,
    output: Checkpoint,
    work: (input) => operations.saveCheckpoint(input),
  });

  const diff = operation(
    services,
    {
      method: "get",
      path: "/api/v1/checkpoints/{id}/diff",
      summary: "Blocks that are decided about otherwise in another checkpoint, or now",
      tag,
      access: "local",
      output: CheckpointDiff,
    },
    { params, query: z.object({ to: z.string().min(1).max(100).optional() }) },
  );
  app.openapi(diff, (context) =>
    context.json(operations.diffCheckpoint(context.req.valid("param").id, context.req.valid("query").to), 200),
  );

  routeWrite({
    path: "/checkpoints/{id}/restore",
    summary: "Makes the changes it takes to have a checkpoint's decisions again, as one operation",
    tag,
    input: RestoreCheckpoint,
    output: OperationResult,
    writesContext: true,
    work: (input, call, id) => operations.restoreCheckpoint(id, input, call),
  });

  const remove = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/checkpoints/{id}",
      summary: "Forgets a checkpoint; nothing that is sent changes",
      tag,
      access: "local",
      output: Removed,
    },
    { params },
  );
  app.openapi(remove, (context) => {
    const { id } = context.req.valid("param");
    operations.removeCheckpoint(id);
    return context.json({ removed: id }, 200);
  });
}
