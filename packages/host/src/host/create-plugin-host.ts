import { join } from "node:path";
import { ApertureError, type InstallPlugin, type PluginInfo } from "@aperture/sdk";
import { sweepPackages, sweepPlugins } from "../load/sweep-plugins.ts";
import { compileConfig } from "./check-config.ts";
import { checkGrant } from "./check-grant.ts";
import { tellPlugins } from "./engine-events.ts";
import { createFrame } from "./host-frame.ts";
import type { PluginHostOptions } from "./host-options.ts";
import { HostedPlugin } from "./hosted-plugin.ts";
import { inspectionOf, openPackage } from "./inspect-package.ts";
import { consentedRecord, dropPackage, loadOnce, placePackage } from "./install-plugin.ts";
import { lostPlugin } from "./lost-plugin.ts";
import { narrowedBy } from "./narrowed-by.ts";
import { askPanel, callAction, callServe } from "./plugin-calls.ts";
import type { PluginHost } from "./plugin-host.ts";
import { pluginInfo } from "./plugin-info.ts";
import { readKeptManifest } from "./read-kept-manifest.ts";
import type { PluginRecord } from "./services.ts";
import { SessionProjects } from "./session-projects.ts";
import { settingsOf } from "./settings-of.ts";
import { checkCycles, pluginGraph, type StageSlots, stageSlots } from "./stage-slots.ts";
import { tellAnswer } from "./told-answer.ts";

/** All plugins of a program. Nothing is read or started before `start`. */
export function createPluginHost(options: PluginHostOptions): PluginHost {
  const { home, services, safeMode, log, now } = options;
  const plugins = new Map<string, HostedPlugin>();
  const sessions = new SessionProjects(services);
  let slots: StageSlots | null = null;
  let unsubscribe = (): void => {};
  let isClosed = false;
  let trouble: string | null = null;
  /** Installations, one at a time: two of one name must not take each other's place. */
  let installing: Promise<unknown> = Promise.resolve();
  let sweeping: Promise<void> = Promise.resolve();
  const frame = createFrame(options, () => {
    slots = null;
  });

  const sorted = (): HostedPlugin[] => [...plugins.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  const standing = (): StageSlots => {
    slots ??= stageSlots(sorted(), frame);
    return slots;
  };
  const info = (plugin: HostedPlugin): PluginInfo => pluginInfo(plugin, services());

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

  /** Installing and removing, one after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = installing.then(work);
    installing = done.catch(() => {});
    return done;
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
      await forgetLost(plugin);
      return { ...info(plugin), state: "disabled", trouble: null };
    }
    plugin.keep({ wanted: "disabled" });
    await plugin.life.disable();
    return info(plugin);
  }

  async function install(source: InstallPlugin): Promise<HostedPlugin> {
    const found = await openPackage(source);
    const before = plugins.get(found.manifest.name);
    const consented = consentedRecord(found, source, before?.record, now());
    if (source.enable !== false || before?.isWanted)
      checkCycles(sorted(), { id: consented.id, manifest: found.manifest });
    await sweeping;
    const { folder, made } = await placePackage(home, found, source);
    const record: PluginRecord = { ...consented, folder };
    const old = before?.record;
    try {
      if (before) await before.replace(record, found.manifest, loadOnce(record));
      else services().store.put(record);
    } catch (error) {
      if (made) await dropPackage(record);
      throw error;
    }
    if (old && old.folder !== folder) await dropPackage(old);
    return before ?? host(record);
  }

  /** The user lets requests pass without it. There is no record that could say so, and nothing that it did. */
  async function forgetLost(plugin: HostedPlugin): Promise<void> {
    await plugin.life.remove();
    await plugin.close();
    services().protection.forget(plugin.id);
    plugin.forget();
    plugins.delete(plugin.id);
    frame.changed();
  }

  async function remove(
    plugin: HostedPlugin,
    purge: boolean,
    apply?: "when-free" | "now",
  ): Promise<{ undone: number }> {
    if (plugin.lost !== null) {
      await forgetLost(plugin);
      if (trouble !== null) return { undone: 0 };
      services().store.remove(plugin.id, purge);
      await sweeping;
      await sweepPackages(join(home, "plugins", plugin.id));
      return { undone: 0 };
    }
    await plugin.life.remove();
    await plugin.close();
    const undone = await services().undoAll(`plugin:${plugin.id}`, apply);
    services().store.remove(plugin.id, purge);
    plugin.forget();
    plugins.delete(plugin.id);
    frame.changed();
    // Waited for: whoever installs it again next gets the same folder. What cannot be removed now is removed with the next start.
    await dropPackage(plugin.record).catch((error: Error) => log("warn", `files of ${plugin.id}: ${error.message}`));
    return { undone };
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
      const kept = records.length === 0 ? null : new Set(records.map(({ folder }) => folder));
      const apart = noted.map(({ id }) => join(home, "plugins", id));
      sweeping = sweepPlugins(home, kept, apart).catch((error: Error) => log("warn", `left behind: ${error.message}`));
      if (safeMode) return;
      unsubscribe = services().subscribe((event) => tellPlugins(event, plugins.values(), sessions));
      for (const plugin of plugins.values())
        if (plugin.isWanted && plugin.record.quarantine === null) behind(plugin.id, plugin.life.enable());
    },
    trouble: () => trouble,
    list: () => sorted().map(info),
    info: (id) => info(find(id)),
    async inspect(source) {
      const found = await openPackage(source);
      const { name } = found.manifest;
      const waiting = trouble === null ? services().store.stored(name).size : 0;
      return inspectionOf(found, plugins.get(name), waiting);
    },
    async install(source) {
      if (source.enable !== false) checkOn();
      const plugin = await inTurn(() => install(source));
      frame.emit("plugin-changed", { plugin: plugin.id, what: "installed", state: plugin.life.state });
      return source.enable === false ? info(plugin) : enable(plugin);
    },
    async update(id, { config, grant, narrow }) {
      const plugin = find(id);
      plugin.checkFound();
      const { manifest, record } = plugin;
      if (config) compileConfig(manifest)(config);
      plugin.keep({
        ...(config ? { config } : {}),
        ...(grant ? { granted: checkGrant(manifest, grant) } : {}),
        ...(narrow ? { narrowed: narrowedBy(manifest, record.narrowed, narrow) } : {}),
      });
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
      const plugin = await inTurn(async () => {
        const found = find(id);
        const { record } = found;
        await found.replace(null, readKeptManifest(record), loadOnce(record));
        return found;
      });
      frame.emit("plugin-changed", { plugin: id, what: "reloaded", state: plugin.life.state });
      return info(plugin);
    },
    remove: async (id, purge, apply) => {
      const plugin = find(id);
      return inTurn(() => remove(plugin, purge, apply));
    },
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
