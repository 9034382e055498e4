import type { PluginManifest } from "@aperture/sdk";
import type { GuestLimits } from "../border/runner.ts";

const MB = 1_048_576;

/** What every guest gets, whatever runs it. */
const common = { startMs: 5_000, taskMs: 10_000, output: 4 * MB, logLines: 100 };

/** How much a plugin of this runtime may use. In-process there is nothing to hold memory against: those are trusted. */
export const guestLimits: Readonly<Record<PluginManifest["runtime"], GuestLimits>> = {
  // A js guest holds QuickJS (about 1 MB) and the plugin's own data; texts stay in its worker's V8 (DESIGN §6).
  js: { ...common, memory: 24 * MB, stack: 256 * 1_024 },
  wasm: { ...common, memory: 16 * MB, stack: 256 * 1_024 },
  native: { ...common, memory: 256 * MB, stack: MB },
};

/** Milliseconds to clean up before what is left is killed (issue 4: hot reload cannot hang). */
export const GRACE_MS = 2_000;
/** How long a request waits for a plugin that protects and is still starting. */
export const READY_MS = 2_000;
/** Somebody looks at the page. */
export const PANEL_MS = 2_000;
export const SERVE_MS = 5_000;
