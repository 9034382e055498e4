import { NewStagedItem, Removed, SessionQuery, StagedItem, StagedItems, UpdateStagedItem } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { RunningKeys } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";

const params = z.object({ id: z.string().min(1).max(100) });
const tag = "staging";

/** Texts that wait for their moment. What runs a command or reads outside the project takes the token: the service sees to it. */
export function routeStaging(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { staging } = services.control;
  const routeWrite = routeWrites(app, services, running);

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/staging",
      summary: "What is staged: of a session with what is offered to every session, else all",
      tag,
      access: "local",
      output: StagedItems,
    },
    { query: SessionQuery },
  );
  app.openapi(list, async (context) =>
    context.json({ items: await staging.list(context.req.valid("query").session) }, 200),
  );

  routeWrite({
    path: "/staging",
    summary: "Stages a text, files or a command's output; each goes in once per lane and stays as it was",
    tag,
    input: NewStagedItem,
    output: StagedItem,
    writesContext: true,
    work: (input, { isTrusted }) => staging.add(input, { token: isTrusted }),
    again: async (id) => (await staging.list()).find((item) => item.id === id),
  });

  const update = operation(
    services,
    {
      method: "patch",
      path: "/api/v1/staging/{id}",
      summary: "Turns a staged item on or off",
      tag,
      access: "local",
      output: StagedItem,
      writesContext: true,
    },
    { params, ...body(UpdateStagedItem) },
  );
  app.openapi(update, async (context) => {
    const { enabled } = context.req.valid("json");
    return context.json(await staging.setEnabled(context.req.valid("param").id, enabled), 200);
  });

  const remove = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/staging/{id}",
      summary: "Takes an item out; what was injected stays as it is",
      tag,
      access: "local",
      output: Removed,
      writesContext: true,
    },
    { params },
  );
  app.openapi(remove, (context) => {
    const { id } = context.req.valid("param");
    staging.remove(id);
    return context.json({ removed: id }, 200);
  });
}
