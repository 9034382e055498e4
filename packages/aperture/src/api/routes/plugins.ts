import { PluginGraph, PluginInfo, Plugins } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RunningKeys } from "../control-call.ts";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { routePluginInstall } from "./plugin-install.ts";
import { routePluginLife } from "./plugin-life.ts";
import { pluginNamed, pluginParams, pluginTag as tag } from "./plugin-named.ts";
import { routePluginSecrets } from "./plugin-secrets.ts";
import { routePluginServe } from "./plugin-serve.ts";
import { routePluginSources } from "./plugin-sources.ts";
import { routePluginTold } from "./plugin-told.ts";
import { routePluginVersions } from "./plugin-versions.ts";

/**
 * Plugins: what makes code run, or gives it more, takes the token; what is told of them is for everybody here. Words that stand where an
 * id stands (`graph`) are no plugin names.
 */
export function routePlugins(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { host } = services.plugins;

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins",
      summary: "Installed plugins: state, permissions asked for, granted and used, figures of this machine",
      tag,
      access: "local",
      output: Plugins,
    },
    {},
  );
  app.openapi(list, (context) =>
    context.json({ safeMode: host.safeMode, trouble: host.trouble(), plugins: host.list() }, 200),
  );

  const graph = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/graph",
      summary: "The pipeline's slots, and whose stages stand in them, in order",
      tag,
      access: "local",
      output: PluginGraph,
    },
    {},
  );
  app.openapi(graph, (context) => context.json(host.graph(), 200));

  routePluginSources(app, services);
  routePluginVersions(app, services, running);
  routePluginInstall(app, services, running);
  routePluginLife(app, services, running);

  const read = operation(
    services,
    { method: "get", path: "/api/v1/plugins/{id}", summary: "One plugin", tag, access: "local", output: PluginInfo },
    { params: pluginParams },
  );
  app.openapi(read, (context) => context.json(pluginNamed(services, context.req.valid("param").id), 200));

  routePluginTold(app, services);
  routePluginServe(app, services);
  routePluginSecrets(app, services);
}
