import { NewStagedItem, Removed, SessionQuery, StagedItem, StagedItems, UpdateStagedItem } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { callerOf } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";

const params = z.object({ id: z.string().min(1).max(100) });
const tag = "staging";

/** Texts that wait for their moment. What runs a command or reads outside the project takes the token: the service sees to it. */
export function routeStaging(app: OpenAPIHono, services: ApiServices): void {
  const { staging } = services.control;

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

  const add = operation(
    services,
    {
      method: "post",
      path: "/api/v1/staging",
      summary: "Stages a text, files or a command's output; each goes in once per lane and stays as it was",
      tag,
      access: "local",
      output: StagedItem,
      writesContext: true,
    },
    body(NewStagedItem),
  );
  app.openapi(add, async (context) => {
    const { isTrusted } = callerOf(services, context);
    return context.json(await staging.add(context.req.valid("json"), { token: isTrusted }), 200);
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
