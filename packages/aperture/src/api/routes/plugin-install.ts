import { isAbsolute, resolve } from "node:path";
import {
  ApertureError,
  InspectPlugin,
  InstallPlugin,
  PluginInfo,
  PluginInspection,
  RemovedPlugin,
  UpdatePlugin,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { RunningKeys } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";
import { checkSource } from "./check-source.ts";
import { pluginNamed, pluginParams, pluginTag as tag } from "./plugin-named.ts";

/** An archive of 32 MB in base64, and the rest of the body. */
const archiveBody = 46_000_000;
const removeQuery = z.object({
  purge: z.enum(["true", "false"]).default("false"),
  apply: z.enum(["when-free", "now"]).default("when-free"),
});

/** What is installed, what it may do, what it is set to: all of it takes the token. */
export function routePluginInstall(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { host } = services.plugins;
  const routeWrite = routeWrites(app, services, running);

  const inspect = operation(
    services,
    {
      method: "post",
      path: "/api/v1/plugins/inspect",
      summary: "Reads and checks a package and keeps nothing: what somebody is asked to consent to",
      tag,
      // It reads a folder of this machine, whichever it is.
      access: "token",
      output: PluginInspection,
      maxBody: archiveBody,
    },
    body(InspectPlugin),
  );
  app.openapi(inspect, async (context) =>
    context.json(await host.inspect(checkSource(context.req.valid("json"))), 200),
  );

  routeWrite({
    path: "/plugins",
    summary:
      "Installs a plugin from a registry, git, npm, a folder or archive with the capabilities that are granted to it",
    tag,
    access: "token",
    input: InstallPlugin,
    output: PluginInfo,
    maxBody: archiveBody,
    work: (input) => host.install(checkSource(input)),
    again: (id) => host.list().find((plugin) => plugin.id === id),
  });

  const update = operation(
    services,
    {
      method: "patch",
      path: "/api/v1/plugins/{id}",
      summary: "Sets it up, grants or takes away capabilities, everywhere or in one project",
      tag,
      access: "token",
      output: PluginInfo,
    },
    { params: pluginParams, ...body(UpdatePlugin) },
  );
  app.openapi(update, async (context) => {
    const { id } = pluginNamed(services, context.req.valid("param").id);
    const { narrow, ...change } = context.req.valid("json");
    const narrowed = narrow && { narrow: { ...narrow, project: projectOf(narrow.project) } };
    return context.json(await host.update(id, { ...change, ...narrowed }), 200);
  });

  const remove = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/plugins/{id}",
      summary:
        "Takes back what it did to blocks and removes it; its secrets go with it; with `purge`, what it stored too",
      tag,
      access: "token",
      output: RemovedPlugin,
    },
    { params: pluginParams, query: removeQuery },
  );
  app.openapi(remove, async (context) => {
    const { id } = pluginNamed(services, context.req.valid("param").id);
    const { purge, apply } = context.req.valid("query");
    const purged = purge === "true";
    return context.json({ removed: id, purged, ...(await host.remove(id, purged, apply)) }, 200);
  });
}

/** In one spelling; whether the folder is there, and what it really is, the host looks at. Throws `invalid_input`. */
function projectOf(path: string): string {
  if (isAbsolute(path)) return resolve(path);
  const detail = "A project is given by the absolute path of its folder";
  throw new ApertureError("invalid_input", { detail, pointer: "/narrow/project" });
}
