import type { Json } from "../border/calls.ts";
import type { LoadedPlugin } from "../border/runner.ts";
import { traceCalls } from "../capabilities/trace-calls.ts";
import { guestLimits } from "../limits/guest-limits.ts";
import { boundTo } from "./grants.ts";
import type { HostFrame } from "./host-frame.ts";
import type { CapabilityBroker } from "./host-options.ts";
import type { UnitParts } from "./plugin-unit.ts";
import type { SecretMask } from "./secret-mask.ts";
import type { GrantedIn, PluginLogLine, PluginRecord } from "./services.ts";
import { settingsOf } from "./settings-of.ts";

/** Who a unit is made for. */
export interface UnitOwner {
  readonly record: PluginRecord;
  /** Asked with each call: what is granted changes while it runs. */
  readonly granted: GrantedIn;
  /** What its tasks that are under way are about. */
  readonly projects: () => readonly string[];
  readonly used: (capability: string) => void;
  readonly log: (level: PluginLogLine["level"], message: string) => void;
  readonly mask: () => SecretMask;
  /** An event of a project for it alone. */
  readonly deliver: (type: string, data: Json, project: string) => void;
}

/** The runtime and the capabilities of a plugin whose files were read. Throws `plugin_untrusted`, `plugin_config_invalid`. */
export function equipUnit(plugin: LoadedPlugin, owner: UnitOwner, frame: HostFrame): UnitParts {
  const { manifest } = plugin;
  const { record, granted, projects, used, log, mask, deliver } = owner;
  const { services, now } = frame;
  frame.checkTrust(manifest, record);
  const config = settingsOf(manifest, record, (message) => log("warn", message));
  const limits = guestLimits[manifest.runtime];
  const stored = services().store.stored(plugin.id);
  const broker = frame.capabilities({
    plugin,
    // As the call begins: what it was begun for stays with it, however long it takes.
    granted: () => boundTo(granted, projects()),
    services: services(),
    used,
    log,
    now,
    deliver,
  });
  const masked: CapabilityBroker = {
    call: (name, input) => broker.call(name, name === "events.emit" ? mask().json(input) : input),
    close: () => broker.close(),
  };
  const permissions = granted(null);
  return {
    broker: record.source === "linked" ? traceCalls(masked, { log, now }) : masked,
    mask,
    createRunner: (capability, gone) =>
      frame.runners[manifest.runtime]({
        plugin,
        permissions,
        config,
        limits,
        stored,
        capability,
        used,
        log,
        gone,
        now,
      }),
  };
}
