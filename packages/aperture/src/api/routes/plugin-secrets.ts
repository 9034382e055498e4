import { ApertureError, nearestKey, type PluginInfo, PluginSecrets, SetPluginSecret } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { pluginNamed, pluginParams, pluginTag as tag } from "./plugin-named.ts";

const secretParams = pluginParams.extend({ name: z.string().min(1).max(100) });

/** Secrets of plugins by name: they go in and are never told again. */
export function routePluginSecrets(app: OpenAPIHono, services: ApiServices): void {
  const { secrets } = services.plugins;
  const namesOf = ({ manifest }: PluginInfo): readonly string[] => manifest.permissions.secrets ?? [];
  const listOf = (plugin: PluginInfo): PluginSecrets => {
    const stored = new Set(secrets.names(plugin.id));
    return { secrets: namesOf(plugin).map((name) => ({ name, set: stored.has(name) })) };
  };

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/{id}/secrets",
      summary: "The names it asks for, and whether they are set",
      tag,
      access: "token",
      output: PluginSecrets,
    },
    { params: pluginParams },
  );
  app.openapi(list, (context) => context.json(listOf(pluginNamed(services, context.req.valid("param").id)), 200));

  const set = operation(
    services,
    {
      method: "put",
      path: "/api/v1/plugins/{id}/secrets/{name}",
      summary: "Stores a value that is handed to this plugin alone",
      tag,
      access: "token",
      output: PluginSecrets,
    },
    { params: secretParams, ...body(SetPluginSecret) },
  );
  app.openapi(set, (context) => {
    const { plugin, name } = asked(context.req.valid("param"));
    secrets.set(plugin.id, name, context.req.valid("json").value);
    return context.json(listOf(plugin), 200);
  });

  const remove = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/plugins/{id}/secrets/{name}",
      summary: "Forgets a value",
      tag,
      access: "token",
      output: PluginSecrets,
    },
    { params: secretParams },
  );
  app.openapi(remove, (context) => {
    const { plugin, name } = asked(context.req.valid("param"));
    secrets.remove(plugin.id, name);
    return context.json(listOf(plugin), 200);
  });

  function asked({ id, name }: z.output<typeof secretParams>): { plugin: PluginInfo; name: string } {
    const plugin = pluginNamed(services, id);
    const names = namesOf(plugin);
    if (names.includes(name)) return { plugin, name };
    const meant = nearestKey(name, names);
    const known = names.length === 0 ? "It asks for none" : `It asks for ${names.join(", ")}`;
    throw new ApertureError("secret_unknown", {
      plugin: plugin.id,
      // Somebody may have put the value where the name belongs: what is no name is not repeated.
      name: /^[A-Z][A-Z0-9_]{0,63}$/.test(name) ? name : "of that name",
      hint: meant === undefined ? known : `Did you mean ${meant}?`,
      parameter: "name",
    });
  }
}
