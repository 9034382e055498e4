import { ApertureError, type PluginManifest } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import { GRACE_MS, READY_MS } from "../limits/guest-limits.ts";
import type { PluginHostOptions } from "./host-options.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import type { PluginRecord, PluginServices } from "./services.ts";

/** What every hosted plugin has of the host. */
export interface HostFrame extends Pick<PluginHostOptions, "services" | "runners" | "capabilities" | "log" | "now"> {
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
  readonly graceMs: number;
  readonly readyMs: number;
  /** Something about some plugin is another way now: what was worked out of all of them is worked out anew. */
  changed(): void;
  /** Never throws: telling must not fail what is told. */
  emit(type: Parameters<PluginServices["emit"]>[0], data: Json): void;
  /** `plugin_untrusted` where it would run in-process without the user's trust. */
  checkTrust(manifest: PluginManifest, record: Pick<PluginRecord, "trusted">): void;
  /** Why a call is not possible now. */
  notRunning(plugin: HostedPlugin): ApertureError;
}

export function createFrame(options: PluginHostOptions, changed: () => void): HostFrame {
  const { services, runners, capabilities, log, now } = options;
  return {
    services,
    runners,
    capabilities,
    log,
    now,
    after: options.after ?? later,
    random: options.random ?? Math.random,
    graceMs: options.graceMs ?? GRACE_MS,
    readyMs: options.readyMs ?? READY_MS,
    changed,
    emit(type, data) {
      try {
        services().emit(type, data);
      } catch (error) {
        log("warn", `${type} could not be told: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    checkTrust(manifest, record) {
      if (manifest.runtime === "native" && !record.trusted)
        throw new ApertureError("plugin_untrusted", { plugin: manifest.name });
    },
    notRunning: ({ id, life, lost }) =>
      lost !== null
        ? new ApertureError("plugin_lost", { plugin: id, reason: lost })
        : life.state === "starting" || life.state === "running"
          ? new ApertureError("plugin_not_ready", { plugin: id })
          : new ApertureError("plugin_state", { plugin: id, state: life.state, action: "called" }),
  };
}

/** Keeps no process alive. */
function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
