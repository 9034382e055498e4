import type { GuestHandlers } from "@aperture/host/border/runner";
import type { PluginManifest } from "@aperture/sdk";
import { error, type Finding } from "./finding.ts";

/** What the manifest declares and the code does not handle, and the other way round: neither is ever called. */
export function checkHandlers({ stages, permissions }: PluginManifest, handlers: GuestHandlers): Finding[] {
  const declared = stages.map(({ at }): string => at);
  const listened: string[] = [...(permissions.events?.on ?? []), ...(permissions.fs?.watch ? ["fs-changed"] : [])];
  const findings: Finding[] = [];
  const unhandled = (what: string) =>
    findings.push(error("hook_unhandled", `${what} is declared in aperture.plugin.json, and nothing handles it`));
  const undeclared = (what: string, entry: string) =>
    findings.push(
      error("hook_undeclared", `${what} is handled, but never called: aperture.plugin.json lacks ${entry}`),
    );
  for (const hook of declared) if (!handlers.stages.includes(hook)) unhandled(`the stage ${hook}`);
  for (const hook of handlers.stages)
    if (!declared.includes(hook)) undeclared(`the stage ${hook}`, `{ "at": "${hook}" } in stages`);
  for (const event of listened) if (!handlers.events.includes(event)) unhandled(`the event ${event}`);
  for (const event of handlers.events)
    if (!listened.includes(event)) undeclared(`the event ${event}`, `it in permissions.events.on`);
  for (const [name, word] of [
    ["schedule", `"schedule": "1m"`],
    ["panel", `"panel": true`],
    ["serve", `"serve": true`],
  ] as const) {
    const isDeclared = permissions[name] !== undefined && permissions[name] !== false;
    if (isDeclared && !handlers[name]) unhandled(`the ${name}`);
    if (!isDeclared && handlers[name]) undeclared(`the ${name}`, `${word} in permissions`);
  }
  if (declared.length === 0 && listened.length === 0 && !handlers.schedule && !handlers.panel && !handlers.serve)
    findings.push(
      error("nothing_declared", "it declares no stage, event, schedule, panel or address: it would never run"),
    );
  return findings;
}
