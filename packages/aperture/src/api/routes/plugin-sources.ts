import { isAbsolute } from "node:path";
import {
  AddRegistry,
  ApertureError,
  nearestKey,
  PluginAudit,
  PluginSearch,
  PluginSearchQuery,
  Registries,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { callerOf } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { pluginTag as tag } from "./plugin-named.ts";

const registryParams = z.object({ name: z.string().min(1).max(100) });

/** Registries, what they have, and how what is installed looks by what they know. Which are asked takes the token. */
export function routePluginSources(app: OpenAPIHono, services: ApiServices): void {
  const { sources, versions } = services.plugins.distribution;
  const told = () => ({ registries: sources.registries() });

  const search = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/search",
      summary: "What registries have; an address that is none of the known registries takes the token",
      tag,
      access: "local",
      output: PluginSearch,
    },
    { query: PluginSearchQuery },
  );
  app.openapi(search, async (context) => {
    const { q, registry } = context.req.valid("query");
    // Else whoever may reach this port, and nothing more, would have it send what they like to wherever they like.
    const isKnown = registry === undefined || sources.registries().some(({ name }) => name === registry);
    if (!isKnown && !callerOf(services, context).isTrusted) throw new ApertureError("token_required");
    return context.json(await sources.search(q, registry), 200);
  });

  const audit = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/audit",
      summary: "What is installed, against what is known of it now: revoked, changed, unsigned, unused grants",
      tag,
      access: "local",
      output: PluginAudit,
    },
    {},
  );
  app.openapi(audit, async (context) => context.json(await versions.audit(), 200));

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/plugins/registries",
      summary: "Registries that are asked, in order",
      tag,
      access: "local",
      output: Registries,
    },
    {},
  );
  app.openapi(list, (context) => context.json(told(), 200));

  const add = operation(
    services,
    {
      method: "post",
      path: "/api/v1/plugins/registries",
      summary: "Adds a registry, known by the hash of its root metadata",
      tag,
      access: "token",
      output: Registries,
    },
    body(AddRegistry),
  );
  app.openapi(add, async (context) => {
    const registry = context.req.valid("json");
    if (registry.kind === "aperture" && registry.root === undefined)
      throw refused("An Aperture registry is known by the SHA-256 of its root.json", "/root");
    if (!/^https?:\/\//i.test(registry.url) && !isAbsolute(registry.url))
      throw refused("A registry is an http(s) address, or the absolute path of a folder", "/url");
    await sources.add(registry);
    return context.json(told(), 200);
  });

  const remove = operation(
    services,
    {
      method: "delete",
      path: "/api/v1/plugins/registries/{name}",
      summary: "Asks a registry no longer; what came from it stays installed",
      tag,
      access: "token",
      output: Registries,
    },
    { params: registryParams },
  );
  app.openapi(remove, (context) => {
    const { name } = context.req.valid("param");
    const names = sources.registries().map((registry) => registry.name);
    if (!names.includes(name)) throw unknown(name, names);
    sources.remove(name);
    return context.json(told(), 200);
  });
}

const refused = (detail: string, pointer: string) => new ApertureError("invalid_input", { detail, pointer });

function unknown(name: string, names: readonly string[]): ApertureError {
  const meant = nearestKey(name, names);
  const id = name.replace(/[^\x20-\x7e]/gu, "?");
  return new ApertureError("not_found", {
    what: "registry",
    id,
    ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
  });
}
