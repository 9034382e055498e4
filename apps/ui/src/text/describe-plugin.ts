import type { PluginInfo } from "@aperture/sdk";
import { formatTokens } from "./format.ts";

const states: Readonly<Record<PluginInfo["state"], string>> = {
  disabled: "off",
  starting: "starting",
  running: "running",
  quarantined: "quarantined",
  stopping: "stopping",
  removed: "removed",
};
const runtimes: Readonly<Record<PluginInfo["manifest"]["runtime"], string>> = {
  js: "sandboxed JavaScript",
  wasm: "WebAssembly",
  native: "native, in-process",
};
const sources: Readonly<Record<PluginInfo["source"], string>> = {
  folder: "from a folder",
  tarball: "from an archive",
  linked: "runs from its author's folder",
  bundled: "comes with Aperture",
};

/** A lost one is listed as quarantined, and cannot be released: another word for another thing. */
export const describeState = ({ state, lost }: Pick<PluginInfo, "state" | "lost">): string =>
  lost ? "lost" : states[state];
/** What becomes of requests while it is quarantined. */
export const describeAbsence = ({ stages }: Pick<PluginInfo["manifest"], "stages">): string =>
  stages.some(({ onError }) => onError === "block")
    ? "It protects, so requests are refused until it is released, turned off or removed."
    : "Requests go on without it.";
/** A mark; undefined: nothing keeps it from what it is there for. */
export const describeWarnings = ({ length }: PluginInfo["warnings"]): string | undefined =>
  length === 0 ? undefined : length === 1 ? "1 warning" : `${length} warnings`;
export const describeRuntime = (runtime: PluginInfo["manifest"]["runtime"]): string => runtimes[runtime];
export const describeSource = (source: PluginInfo["source"]): string => sources[source];

/** `0.32 ms`, `12 ms`, `< 0.01 ms`; null: it was not called yet. */
export function describeTime(milliseconds: number | null): string {
  if (milliseconds === null) return "–";
  if (milliseconds > 0 && milliseconds < 0.01) return "< 0.01 ms";
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : Math.round(milliseconds)} ms`;
}

/** The slowest stage's median, and what it keeps out of what is sent now, in one line. */
export function describeCost({ stages, effect, lost }: Pick<PluginInfo, "stages" | "effect" | "lost">): string {
  if (lost) return "requests are refused";
  const times = stages.flatMap(({ p50 }) => (p50 === null ? [] : [p50]));
  const parts = [times.length > 0 ? `${describeTime(Math.max(...times))} a call` : "not called yet"];
  if (effect.tokensSaved > 0) parts.push(`${formatTokens(effect.tokensSaved, true)} tokens kept out`);
  if (effect.tokensAdded > 0) parts.push(`${formatTokens(effect.tokensAdded, true)} added`);
  return parts.join(" · ");
}

/** `12.4 MB`; null: it does not run. */
export const describeBytes = (bytes: number | null): string => {
  if (bytes === null) return "–";
  if (bytes < 1_024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
};
