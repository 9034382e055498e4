import type { Json } from "../border/calls.ts";
import { guestLimits } from "../limits/guest-limits.ts";
import { boundTo } from "./grants.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import type { About, SessionProjects } from "./session-projects.ts";

interface EngineEvent {
  readonly type: string;
  readonly data: Json;
}

/**
 * Hands events to the plugins that want them, each in its own turn, and where the user did not take that away for the project of the event's
 * session. A plugin's own events are told to others, by `<plugin>/<name>`.
 */
export function tellPlugins(event: EngineEvent, plugins: Iterable<HostedPlugin>, sessions: SessionProjects): void {
  const own = event.type === "plugin-event" ? nameOf(event.data) : null;
  const type = own ?? event.type;
  let about: About | undefined;
  for (const plugin of plugins) {
    // Nobody is told of what he told: two lines of code would go round for ever.
    if (!plugin.unit || own?.startsWith(`${plugin.id}/`)) continue;
    if (!plugin.granted(null).events?.on.includes(type)) continue;
    // Looked up only where somebody listens.
    about ??= sessions.about(event.data, ["sessionId"]);
    const projects = plugin.projectsOf(about);
    if (!boundTo(plugin.granted, projects)(null).events?.on.includes(type)) continue;
    plugin.used.add(`events.on:${type}`);
    plugin.later({ kind: "event", type, data: event.data, deadlineMs: guestLimits.js.taskMs }, { projects });
  }
}

function nameOf(data: Json): string | null {
  if (data === null || typeof data !== "object" || !Object.hasOwn(data, "name")) return null;
  const { name } = data as { readonly [key: string]: Json };
  return typeof name === "string" ? name : null;
}
