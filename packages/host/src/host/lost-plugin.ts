import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { localProvenance } from "../border/local-provenance.ts";
import type { HostFrame } from "./host-frame.ts";
import { HostedPlugin } from "./hosted-plugin.ts";
import { readKeptManifest } from "./read-kept-manifest.ts";
import type { PluginRecord } from "./services.ts";

/**
 * A plugin that protects and that the store has no record of. It stands where requests leave and lets none of them, listed as quarantined,
 * until the user removes or disables it, or installs and enables it again.
 */
export function lostPlugin(
  frame: HostFrame,
  home: string,
  { id, reason }: { id: string; reason: string },
): HostedPlugin {
  const record: PluginRecord = {
    id,
    version: "0.0.0",
    // There is no such file: what is left of its packages is not looked for, and nothing in there is run.
    folder: join(home, "plugins", id, "lost"),
    source: "linked",
    integrity: "",
    wanted: "enabled",
    quarantine: reason,
    protects: true,
    granted: [],
    narrowed: {},
    config: {},
    trusted: false,
    used: [],
    installedAt: frame.now(),
    provenance: localProvenance("folder", ""),
    pinned: false,
    previous: null,
  };
  const load = (): Promise<never> => Promise.reject(new ApertureError("plugin_lost", { plugin: id, reason }));
  return new HostedPlugin(frame, record, readKeptManifest(record), load, reason);
}
