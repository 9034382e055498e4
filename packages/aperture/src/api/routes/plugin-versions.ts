import {
  PinPlugin,
  PluginInfo,
  PluginUpdate,
  PluginUpdates,
  PluginWord,
  RollbackPlugin,
  StartUpdate,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RunningKeys } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { whileAwaited } from "../while-awaited.ts";
import { routeWrites } from "../write-route.ts";
import { checkSpec } from "./check-source.ts";
import { pluginNamed, pluginParams, pluginTag as tag } from "./plugin-named.ts";

/** Newer versions, the one before, and staying: all that changes which code runs takes the token. */
export function routePluginVersions(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { host, distribution } = services.plugins;
  const { updates, versions } = distribution;
  const routeWrite = routeWrites(app, services, running);
  const again = (id: string): PluginInfo | undefined => host.list().find((plugin) => plugin.id === id);

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/updates",
      summary: "Newer versions that are known, and how far each has come",
      tag,
      access: "local",
      output: PluginUpdates,
    },
    {},
  );
  app.openapi(list, (context) => context.json(updates.list(), 200));

  const check = operation(
    services,
    {
      method: "post",
      path: "/api/v1/plugins/updates/check",
      summary: "Asks where each plugin came from for newer versions; nothing is installed",
      tag,
      access: "token",
      output: PluginUpdates,
    },
    body(PluginWord),
  );
  app.openapi(check, async (context) =>
    context.json(await whileAwaited(services, context, (signal) => updates.check(signal)), 200),
  );

  const update = operation(
    services,
    {
      method: "post",
      path: "/api/v1/plugins/{id}/update",
      summary: "Proves another version on recorded requests, then swaps it; hanging up before the swap ends it",
      tag,
      access: "token",
      output: PluginUpdate,
    },
    { params: pluginParams, ...body(StartUpdate) },
  );
  app.openapi(update, async (context) => {
    const { id } = pluginNamed(services, context.req.valid("param").id);
    const input = context.req.valid("json");
    if (input.spec !== undefined) checkSpec(input.spec);
    return context.json(await whileAwaited(services, context, (signal) => updates.start(id, input, signal)), 200);
  });

  routeWrite({
    path: "/plugins/{id}/rollback",
    summary: "Goes back to the version before, from this machine alone",
    tag,
    access: "token",
    input: RollbackPlugin,
    output: PluginInfo,
    work: ({ force }, _call, id) => versions.rollback(pluginNamed(services, id).id, { force }),
    again,
  });

  routeWrite({
    path: "/plugins/{id}/pin",
    summary: "Keeps it at its version, or lets it change again",
    tag,
    access: "token",
    input: PinPlugin,
    output: PluginInfo,
    work: ({ pinned }, _call, id) => versions.pin(pluginNamed(services, id).id, pinned),
    again,
  });
}
