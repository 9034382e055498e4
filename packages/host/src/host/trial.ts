import { ApertureError, type PluginManifest, type StageFigures } from "@aperture/sdk";
import type { LoadedPlugin } from "../border/runner.ts";
import type { HostFrame } from "./host-frame.ts";
import { HostedPlugin } from "./hosted-plugin.ts";
import type { PluginHost } from "./plugin-host.ts";
import type { PluginRecord } from "./services.ts";
import { stageSlots } from "./stage-slots.ts";
import { onlyLooking, trialServices } from "./trial-services.ts";

/** A version that is asked and not obeyed: its stages answer like those of an installed one, in a runtime of their own. */
export interface Trial extends Pick<PluginHost, "hasStages" | "blocks" | "stagesAt" | "forgetLane"> {
  readonly manifest: PluginManifest;
  /** By number of the stage in the manifest. */
  figures(): readonly StageFigures[];
  /** What went wrong so far, one line each. */
  failures(): readonly string[];
  close(): Promise<void>;
}

/** Failures of which the words are kept; the figures count them all. */
const KEPT_FAILURES = 20;
/** They speak to the schedule and to events, and nothing of the kind happens in a trial. */
const ofLife = /^(?:schedule:|events\.|serve$|panel$|fs\.watch$)/;

/**
 * Starts a version beside whatever runs, with a record's settings and grants. Nothing that it does is felt outside: what it stores is gone
 * with it, it calls nobody and tells nothing. Rejects with the reason where it does not start; `plugin_untrusted` for one that runs in-process,
 * which nothing could hold.
 */
export async function startTrial(
  frame: HostFrame,
  record: PluginRecord,
  manifest: PluginManifest,
  load: () => Promise<LoadedPlugin>,
): Promise<Trial> {
  if (manifest.runtime === "native") throw new ApertureError("plugin_untrusted", { plugin: record.id });
  const services = trialServices(frame.services(), record.id);
  const failures: string[] = [];
  const apart: HostFrame = {
    ...frame,
    services: () => services,
    capabilities: (options) => onlyLooking(frame.capabilities({ ...options, services }), record.id),
    changed() {},
    emit(type, data) {
      if (type !== "plugin-failed" || failures.length >= KEPT_FAILURES) return;
      const { stage, message } = data as { readonly stage: string; readonly message: string };
      failures.push(`${stage}: ${message}`);
    },
  };
  const granted = record.granted.filter((capability) => !ofLife.test(capability));
  const kept: PluginRecord = { ...record, granted, wanted: "enabled", quarantine: null };
  const plugin = new HostedPlugin(apart, kept, manifest, load);
  await plugin.life.enable();
  if (plugin.life.state !== "running") {
    const reason = plugin.life.trouble ?? "it did not start";
    await plugin.close();
    throw new ApertureError("plugin_failed", { plugin: record.id, stage: "start", reason });
  }
  const slots = stageSlots([plugin], apart);
  return {
    manifest,
    figures: () => plugin.figures.map((figures) => figures.shown()),
    failures: () => failures,
    hasStages: () => !slots.isEmpty,
    blocks: () => slots.protecting,
    stagesAt: (position) => slots.at(position),
    forgetLane: (lane) => plugin.unit?.forget(lane),
    close: () => plugin.close(),
  };
}
