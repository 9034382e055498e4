import { join } from "node:path";
import { ApertureError, type PluginInfo } from "@aperture/sdk";
import { sweepPlugins } from "../load/sweep-plugins.ts";
import { auditPlugins } from "./audit-plugins.ts";
import { compileConfig } from "./check-config.ts";
import { checkGrant } from "./check-grant.ts";
import { carriedGrant } from "./covers.ts";
import { tellPlugins } from "./engine-events.ts";
import { createFrame } from "./host-frame.ts";
import type { PluginHostOptions } from "./host-options.ts";
import { HostedPlugin } from "./hosted-plugin.ts";
import { diffTo, inspectionOf } from "./inspect-package.ts";
import { loadedOf, loadOnce } from "./install-plugin.ts";
import { Installer } from "./installer.ts";
import { lostPlugin } from "./lost-plugin.ts";
import { narrowedBy } from "./narrowed-by.ts";
import { openPackage } from "./open-package.ts";
import { askPanel, callAction, callServe } from "./plugin-calls.ts";
import type { PluginHost } from "./plugin-host.ts";
import { pluginInfo } from "./plugin-info.ts";
import { openPluginsLock, type PluginsLock } from "./plugins-lock.ts";
import { foldersOf, previousAfter, rolledBack } from "./previous-version.ts";
import { readKeptManifest } from "./read-kept-manifest.ts";
import type { PluginRecord } from "./services.ts";
import { SessionProjects } from "./session-projects.ts";
import { settingsOf } from "./settings-of.ts";
import { checkCycles, pluginGraph, type StageSlots, stageSlots } from "./stage-slots.ts";
import { tellAnswer } from "./told-answer.ts";
import { startTrial } from "./trial.ts";

/** All plugins of a program. Nothing is read or started before `start`. */
export function createPluginHost(options: PluginHostOptions): PluginHost {
  const { home, services, safeMode, log } = options;
  const plugins = new Map<string, HostedPlugin>();
  const sessions = new SessionProjects(services);
  let slots: StageSlots | null = null;
  let unsubscribe = (): void => {};
  let isClosed = false;
  let trouble: string | null = null;
  let sweeping: Promise<void> = Promise.resolve();
  const frame = createFrame(options, () => {
    slots = null;
  });
  /** Read when first needed: nothing is read before `start`. */
  let lock: PluginsLock | null = null;
  const installer = new Installer({
    ...options,
    frame,
    plugins,
    host,
    lock: () => {
      lock ??= openPluginsLock(home, (message) => log("warn", message));
      return lock;
    },
    swept: () => sweeping,
    knowsRecords: () => trouble === null,
  });

  const sorted = (): HostedPlugin[] => [...plugins.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  const standing = (): StageSlots => {
    slots ??= stageSlots(sorted(), frame);
    return slots;
  };
  const info = (plugin: HostedPlugin): PluginInfo => pluginInfo(plugin, services(), revokedNow(plugin));

  /** What cannot be read is told by whoever asks for it. */
  function revokedNow({ id, record, lost }: HostedPlugin): string | null {
    try {
      return lost === null ? (options.sources?.revoked(id, record.version, record.provenance) ?? null) : null;
    } catch {
      return null;
    }
  }

  function find(id: string): HostedPlugin {
    const plugin = plugins.get(id);
    if (!plugin) throw new ApertureError("plugin_not_found", { plugin: id });
    return plugin;
  }

  function checkOn(): void {
    if (safeMode) throw new ApertureError("plugins_off", { why: options.safeModeWhy ?? "safe mode" });
    if (isClosed) throw new ApertureError("plugins_off", { why: "Aperture is stopping" });
  }

  /** What is said when nobody waits for it. */
  const behind = (what: string, work: Promise<unknown>): void =>
    void work.catch((error: unknown) =>
      log("warn", `${what}: ${error instanceof Error ? error.message : String(error)}`),
    );

  function host(record: PluginRecord): HostedPlugin {
    const plugin = new HostedPlugin(frame, record, readKeptManifest(record), loadOnce(record));
    plugins.set(record.id, plugin);
    frame.changed();
    return plugin;
  }

  /** Where the store cannot be read none runs, and requests go on without (law 4). */
  function readRecords(): PluginRecord[] {
    try {
      return services().store.all();
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
      log("error", `no plugin runs: ${trouble}`);
      return [];
    }
  }

  async function enable(plugin: HostedPlugin): Promise<PluginInfo> {
    checkOn();
    plugin.checkFound();
    checkCycles(sorted(), plugin);
    // What it must be told and was not: it could not start.
    settingsOf(plugin.manifest, plugin.record);
    plugin.keep({ wanted: "enabled" });
    await plugin.life.enable();
    return info(plugin);
  }

  async function disable(plugin: HostedPlugin): Promise<PluginInfo> {
    if (plugin.lost !== null) {
      await installer.forgetLost(plugin);
      return { ...info(plugin), state: "disabled", trouble: null };
    }
    plugin.keep({ wanted: "disabled" });
    await plugin.life.disable();
    return info(plugin);
  }

  return {
    safeMode,
    start() {
      const records = readRecords();
      for (const record of records) host(record);
      const noted = services()
        .protection.lost()
        .filter(({ id }) => !plugins.has(id));
      for (const lost of noted) plugins.set(lost.id, lostPlugin(frame, home, lost));
      // Where nothing is known of any package (the database was damaged, or is another one) all of them may be what the user wants back.
      const kept = records.length === 0 ? null : new Set(records.flatMap(foldersOf));
      const apart = noted.map(({ id }) => join(home, "plugins", id));
      sweeping = sweepPlugins(home, kept, apart).catch((error: Error) => log("warn", `left behind: ${error.message}`));
      installer.noteRecords();
      if (safeMode) return;
      unsubscribe = services().subscribe((event) => tellPlugins(event, plugins.values(), sessions));
      for (const plugin of plugins.values())
        if (plugin.isWanted && plugin.record.quarantine === null) behind(plugin.id, plugin.life.enable());
    },
    trouble: () => trouble,
    list: () => sorted().map(info),
    info: (id) => info(find(id)),
    async inspect(source) {
      const opened = await openPackage(source, options.sources);
      const { name } = opened.found.manifest;
      const waiting = trouble === null ? services().store.stored(name).size : 0;
      return inspectionOf(opened, plugins.get(name), waiting);
    },
    async install(source) {
      if (source.enable !== false) checkOn();
      const plugin = await installer.install(source);
      frame.emit("plugin-changed", { plugin: plugin.id, what: "installed", state: plugin.life.state });
      return source.enable === false ? info(plugin) : enable(plugin);
    },
    async take(resolved, consent) {
      const plugin = await installer.take(resolved, consent);
      frame.emit("plugin-changed", { plugin: plugin.id, what: "installed", state: plugin.life.state });
      return info(plugin);
    },
    rollback: async (id, { reason = "the user wanted it", force = false } = {}) =>
      info(await installer.rollback(id, reason, force)),
    pin(id, pinned) {
      const plugin = find(id);
      plugin.keep({ pinned });
      installer.noteRecords();
      frame.emit("plugin-changed", { plugin: id, what: pinned ? "pinned" : "unpinned", state: plugin.life.state });
      return info(plugin);
    },
    audit: () => auditPlugins(sorted(), { sources: options.sources, newer: options.newer ?? (() => null) }),
    record: (id) => find(id).record,
    diff: (id, resolved) => diffTo(find(id), resolved),
    async trial(id, version) {
      checkOn();
      const { record, manifest } = find(id);
      if (version === "installed") return startTrial(frame, record, manifest, loadOnce(record));
      if (version === "previous") {
        const before = rolledBack(record);
        return startTrial(frame, before, readKeptManifest(before), loadOnce(before));
      }
      const { found } = version;
      const granted = carriedGrant(version.granted ?? record.granted, found.manifest);
      const tried = { ...record, version: found.manifest.version, granted };
      return startTrial(frame, tried, found.manifest, async () => loadedOf(found));
    },
    watch(id, witness) {
      const plugin = plugins.get(id);
      if (plugin) plugin.witness = witness;
    },
    async update(id, { config, grant, narrow }) {
      const plugin = find(id);
      plugin.checkFound();
      const { manifest, record } = plugin;
      if (config) compileConfig(manifest)(config);
      const granted = grant ? checkGrant(manifest, grant) : null;
      plugin.keep({
        ...(config ? { config } : {}),
        ...(granted ? { granted, previous: previousAfter(record, granted) } : {}),
        ...(narrow ? { narrowed: narrowedBy(manifest, record.narrowed, narrow) } : {}),
      });
      installer.noteRecords();
      plugin.configure();
      frame.emit("plugin-changed", { plugin: id, what: "configured", state: plugin.life.state });
      return info(plugin);
    },
    enable: async (id) => enable(find(id)),
    disable: async (id) => disable(find(id)),
    async release(id) {
      const plugin = find(id);
      checkOn();
      plugin.checkFound();
      await plugin.life.release();
      return info(plugin);
    },
    async reload(id) {
      find(id).checkFound();
      checkOn();
      // Found in its turn: an update before it puts another folder in the place of the one that is known now.
      const plugin = await installer.inTurn(async () => {
        const found = find(id);
        const { record } = found;
        await found.replace(null, readKeptManifest(record), loadOnce(record));
        return found;
      });
      frame.emit("plugin-changed", { plugin: id, what: "reloaded", state: plugin.life.state });
      return info(plugin);
    },
    remove: async (id, purge, apply) => installer.remove(find(id).id, purge, apply),
    undo: async (id, apply) => services().undoAll(`plugin:${find(id).id}`, apply),
    graph: () => pluginGraph(sorted()),
    logs: (id, limit) => find(id).log.newest(limit),
    panel: async (id) => askPanel(find(id)),
    action: async (id, name, input) => callAction(find(id), name, input, sessions),
    serve: async (id, request) => callServe(find(id), request),

    hasStages: () => !safeMode && !standing().isEmpty,
    blocks: () => (safeMode ? [] : standing().protecting),
    stagesAt: (position) => (safeMode ? [] : standing().at(position)),
    hearsAnswers: () => !safeMode && standing().hearsAnswers,
    answered: (request, answer) => tellAnswer(request, answer, plugins.values()),
    forgetLane(lane) {
      for (const plugin of plugins.values()) plugin.unit?.forget(lane);
    },
    async close() {
      isClosed = true;
      unsubscribe();
      await Promise.all([sweeping, ...[...plugins.values()].map((plugin) => plugin.close())]);
    },
  };
}
