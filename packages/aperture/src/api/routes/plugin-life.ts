import {
  ApertureError,
  BisectPlugins,
  PluginBisect,
  PluginInfo,
  PluginUndone,
  PluginWord,
  UndoPlugin,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Call } from "../../control/operations/control-service.ts";
import type { Access } from "../access.ts";
import type { RunningKeys } from "../control-call.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";
import { isProtecting, isRedacting, pluginNamed, pluginTag as tag } from "./plugin-named.ts";

/** On, off and back. What only takes away is for everybody here, but where something would leave unprotected by it. */
export function routePluginLife(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { host, bisect } = services.plugins;
  const routeWrite = routeWrites(app, services, running);

  route("enable", "Runs it, now and after every start", "token", host.enable);
  route("disable", "Ends it; what it changed stays until it is undone", "local", host.disable, isProtecting);
  route("release", "Out of quarantine, with no strikes", "token", host.release);
  route("reload", "Reads its files anew; a running one is replaced when the new one has started", "token", host.reload);

  function route(
    name: string,
    summary: string,
    access: Access,
    work: (id: string) => Promise<PluginInfo>,
    isGuarded: (plugin: PluginInfo) => boolean = () => false,
  ): void {
    routeWrite({
      path: `/plugins/{id}/${name}`,
      summary,
      tag,
      access,
      input: PluginWord,
      output: PluginInfo,
      work: (_input, call, id) => {
        const plugin = pluginNamed(services, id);
        if (isGuarded(plugin)) requireOwner(call);
        return work(plugin.id);
      },
      again: (id) => host.list().find((plugin) => plugin.id === id),
    });
  }

  routeWrite({
    path: "/plugins/{id}/undo",
    summary: "Takes back everything it ever did to blocks",
    tag,
    input: UndoPlugin,
    output: PluginUndone,
    writesContext: true,
    async work({ apply }, call, id) {
      const plugin = pluginNamed(services, id);
      if (isRedacting(plugin)) requireOwner(call);
      return { undone: await host.undo(plugin.id, apply) };
    },
  });

  routeWrite({
    path: "/plugins/bisect",
    summary: "Finds the plugin that makes trouble by turning halves of them off",
    tag,
    access: "token",
    input: BisectPlugins,
    output: PluginBisect,
    work: ({ step }) => bisect.step(step),
  });
}

function requireOwner({ isTrusted }: Pick<Call, "isTrusted">): void {
  if (!isTrusted) throw new ApertureError("token_required");
}
