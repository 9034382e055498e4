import { ApertureError, type Panel } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import { isDeep } from "../border/is-deep.ts";
import { guestLimits, PANEL_MS, SERVE_MS } from "../limits/guest-limits.ts";
import { checkPanel } from "./check-panel.ts";
import { checkServed, type ServedAnswer } from "./check-served.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import type { SessionProjects } from "./session-projects.ts";

/** The panel of a plugin as it is now. Never rejects: why there is none is said beside it. */
export async function askPanel(plugin: HostedPlugin): Promise<{ panel: Panel | null; trouble: string | null }> {
  if (!plugin.granted(null).panel) return { panel: null, trouble: null };
  if (!plugin.unit) return { panel: null, trouble: `${plugin.id} is ${plugin.life.state}` };
  try {
    plugin.used.add("panel");
    const checked = checkPanel(await plugin.task({ kind: "panel", deadlineMs: PANEL_MS }));
    if (checked.trouble !== null) plugin.failed("panel", badAnswer(plugin, "panel", checked.trouble), false);
    return { ...checked, panel: checked.panel && (plugin.mask().json(checked.panel as Json) as Panel) };
  } catch (error) {
    return { panel: null, trouble: error instanceof Error ? error.message : String(error) };
  }
}

/** Bound to the project of the session that its input names, if any. Throws `not_found` where its code has no such action. */
export async function callAction(
  plugin: HostedPlugin,
  name: string,
  input: Json,
  sessions: SessionProjects,
): Promise<Json> {
  needs(plugin, "panel");
  if (plugin.unit && !plugin.unit.handlers?.actions.includes(name))
    throw new ApertureError("not_found", { what: `action of ${plugin.id}`, id: name });
  plugin.used.add("panel");
  const deadlineMs = guestLimits[plugin.manifest.runtime].taskMs;
  const projects = plugin.projectsOf(sessions.about(input, ["session", "sessionId"]));
  const result = await plugin.task({ kind: "action", name, input, deadlineMs }, projects);
  if (!isDeep(result)) return plugin.mask().json(result);
  const named = badAnswer(plugin, `action ${name}`, "it is nested too deeply");
  plugin.failed(`action ${name}`, named, false);
  throw named;
}

const LONGEST_PATH = 2_000;

export async function callServe(
  plugin: HostedPlugin,
  { path, query }: { readonly path: string; readonly query: Readonly<Record<string, string>> },
): Promise<ServedAnswer> {
  needs(plugin, "serve");
  if (path.length > LONGEST_PATH || JSON.stringify(query).length > 16_384)
    throw new ApertureError("invalid_input", { detail: "the path or query is too long" });
  plugin.used.add("serve");
  const given = await plugin.task({ kind: "serve", request: { path, query }, deadlineMs: SERVE_MS });
  try {
    const served = checkServed(given);
    return { ...served, body: plugin.mask().text(served.body) };
  } catch (error) {
    const named = badAnswer(plugin, "serve", error instanceof Error ? error.message : String(error));
    plugin.failed("serve", named, false);
    throw named;
  }
}

function needs(plugin: HostedPlugin, capability: "panel" | "serve"): void {
  if (!plugin.granted(null)[capability])
    throw new ApertureError("permission_denied", { plugin: plugin.id, capability });
}

const badAnswer = (plugin: HostedPlugin, stage: string, reason: string): ApertureError =>
  new ApertureError("plugin_bad_answer", { plugin: plugin.id, stage, reason });
