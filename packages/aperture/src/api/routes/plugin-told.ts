import {
  ApertureError,
  type JsonValue,
  PluginAction,
  PluginActionResult,
  PluginLogs,
  PluginLogsQuery,
  PluginPanel,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { pluginNamed, pluginParams, pluginTag as tag } from "./plugin-named.ts";

/** The panel's own shape of an action's name. */
const actionParams = pluginParams.extend({ name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/) });
/** A recording of ten minutes at 16 kHz in base64, and the rest of the body. */
const actionBody = 28_000_000;

/** What a plugin says and shows, and the buttons in its panel. */
export function routePluginTold(app: OpenAPIHono, services: ApiServices): void {
  const { host } = services.plugins;

  const logs = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/{id}/logs",
      summary: "What it said, newest last",
      tag,
      access: "local",
      output: PluginLogs,
    },
    { params: pluginParams, query: PluginLogsQuery },
  );
  app.openapi(logs, (context) => {
    const { id } = pluginNamed(services, context.req.valid("param").id);
    const lines = host.logs(id, context.req.valid("query").limit);
    return context.json({ lines: lines.map((line) => ({ ...line, at: new Date(line.at).toISOString() })) }, 200);
  });

  const panel = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/{id}/panel",
      summary: "Its panel as data: no markup, no script, no address",
      tag,
      access: "local",
      output: PluginPanel,
    },
    { params: pluginParams },
  );
  app.openapi(panel, async (context) => {
    const { id } = pluginNamed(services, context.req.valid("param").id);
    return context.json(await host.panel(id), 200);
  });

  const act = operation(
    services,
    {
      method: "post",
      path: "/api/v1/plugins/{id}/actions/{name}",
      summary:
        "Calls one of its actions, as a button or form of its panel does; one that runs in-process takes the token",
      tag,
      access: "local",
      output: PluginActionResult,
      maxBody: actionBody,
    },
    { params: actionParams, ...body(PluginAction) },
  );
  app.openapi(act, async (context) => {
    const { id, name } = context.req.valid("param");
    const plugin = pluginNamed(services, id);
    if (plugin.trusted && !services.tokens.check(context.req.header("authorization")).valid)
      throw new ApertureError("token_required");
    const result = await host.action(plugin.id, name, context.req.valid("json").input);
    return context.json({ result: result as JsonValue }, 200);
  });
}
