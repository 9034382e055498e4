import { join } from "node:path";
import { ApertureError, type InstallPlugin } from "@aperture/sdk";
import type { ResolvedPackage } from "../install/package-sources.ts";
import { sweepPackages } from "../load/sweep-plugins.ts";
import type { HostFrame } from "./host-frame.ts";
import type { PluginHostOptions } from "./host-options.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import { unfitSettings } from "./inspect-package.ts";
import { type Consent, consentedRecord, dropPackage, loadOnce, placePackage } from "./install-plugin.ts";
import { openPackage } from "./open-package.ts";
import type { PluginsLock } from "./plugins-lock.ts";
import { foldersOf, previousBehind, rolledBack } from "./previous-version.ts";
import { readKeptManifest } from "./read-kept-manifest.ts";
import type { PluginRecord } from "./services.ts";
import { checkCycles } from "./stage-slots.ts";

export interface InstallerParts
  extends Pick<PluginHostOptions, "home" | "services" | "sources" | "safeMode" | "log" | "now"> {
  readonly frame: HostFrame;
  readonly plugins: Map<string, HostedPlugin>;
  readonly lock: () => PluginsLock;
  /** Takes a new one up; it does not run yet. */
  readonly host: (record: PluginRecord) => HostedPlugin;
  /** Resolves when nobody removes what was left behind any more. */
  readonly swept: () => Promise<void>;
  /** False where it is not known what is installed. */
  readonly knowsRecords: () => boolean;
}

/** Brings versions of plugins and takes them away: one at a time, each whole or not at all. */
export class Installer {
  readonly #parts: InstallerParts;
  /** Two of one name must not take each other's place. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: InstallerParts) {
    this.#parts = parts;
  }

  /** One after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Reads a package wherever it is, and puts it in its place. */
  async install(source: InstallPlugin): Promise<HostedPlugin> {
    const enables = source.enable !== false;
    const open = () => openPackage(source, this.#parts.sources);
    // Registries may be slow: nobody's turn is spent on waiting for them.
    const resolved = source.spec === undefined ? null : await open();
    return this.inTurn(async () => this.#take(resolved ?? (await open()), source, enables));
  }

  /** Puts a package in its place that was resolved and checked before. Whether it runs stays as it is. */
  take(resolved: ResolvedPackage, consent: Consent): Promise<HostedPlugin> {
    return this.inTurn(() => this.#take(resolved, consent, false));
  }

  /**
   * The version before is back; the one that was there can be brought back the same way. `force`: though it was withdrawn. Throws
   * `plugin_no_previous`, `plugin_pinned`, `plugin_update_refused`.
   */
  rollback(id: string, reason: string, force: boolean): Promise<HostedPlugin> {
    return this.inTurn(async () => {
      const plugin = this.#find(id);
      plugin.checkFound();
      const { record } = plugin;
      if (record.pinned) throw new ApertureError("plugin_pinned", { plugin: id, version: record.version });
      const back = rolledBack(record);
      if (!force) this.#checkRevoked(back);
      await plugin.replace(back, readKeptManifest(back), loadOnce(back), true);
      this.noteRecords();
      const { frame } = this.#parts;
      const unfit = back.config === record.config ? null : unfitSettings(plugin.manifest, record);
      const settings = unfit === null ? "" : `; it has the settings that it had, since ${unfit}`;
      if (unfit !== null) plugin.log.line("warn", `${unfit}; it has the settings that it had before`);
      const told = { plugin: id, from: record.version, to: back.version, reason: `${reason}${settings}` };
      frame.emit("plugin-rolled-back", told);
      // What fell three times is wanted still: the version before has done nothing.
      if (plugin.isWanted && plugin.life.state === "quarantined") {
        if (this.#parts.safeMode) plugin.keep({ quarantine: null });
        else await plugin.life.release();
      }
      return plugin;
    });
  }

  remove(id: string, purge: boolean, apply?: "when-free" | "now"): Promise<{ undone: number }> {
    return this.inTurn(() => this.#remove(this.#find(id), purge, apply));
  }

  /** The user lets requests pass without it. There is no record that could say so, and nothing that it did. */
  async forgetLost(plugin: HostedPlugin): Promise<void> {
    await plugin.life.remove();
    await plugin.close();
    this.#parts.services().protection.forget(plugin.id);
    this.#forget(plugin);
  }

  async #take(resolved: ResolvedPackage, consent: Consent, enables: boolean): Promise<HostedPlugin> {
    const { home, services, plugins, lock, now } = this.#parts;
    const { found } = resolved;
    const { name } = found.manifest;
    const before = plugins.get(name);
    const known = before && before.lost === null ? before.record : undefined;
    const publisher = known ? known.provenance : lock().publisherOf(name);
    const consented = consentedRecord(resolved, consent, { before: before?.record, publisher, now: now() });
    if (enables || before?.isWanted) checkCycles([...plugins.values()], { id: name, manifest: found.manifest });
    await this.#parts.swept();
    const { folder, made } = await placePackage(home, found, consent);
    const placed: PluginRecord = { ...consented, folder };
    const record = known ? { ...placed, previous: previousBehind(known, placed, found.manifest) } : placed;
    try {
      if (before) await before.replace(record, found.manifest, loadOnce(record));
      else services().store.put(record);
    } catch (error) {
      if (made) await dropPackage(record);
      throw error;
    }
    const plugin = before ?? this.#parts.host(record);
    lock().forget(name);
    this.noteRecords();
    if (known) await this.#dropOldest(known, record);
    return plugin;
  }

  #checkRevoked({ id: plugin, version, provenance }: PluginRecord): void {
    const why = this.#parts.sources?.revoked(plugin, version, provenance) ?? null;
    if (why === null) return;
    const reason = `it was withdrawn: ${why}`;
    throw new ApertureError("plugin_update_refused", { plugin, version, reason });
  }

  /** What the replaced version had kept in turn: nobody goes back to it any more. */
  async #dropOldest(old: PluginRecord, record: PluginRecord): Promise<void> {
    const kept = new Set(foldersOf(record));
    const { log } = this.#parts;
    for (const each of [old, old.previous])
      if (each && !kept.has(each.folder))
        // What cannot be removed now is removed with the next start.
        await dropPackage(each).catch((error: Error) => log("warn", `files of ${old.id}: ${error.message}`));
  }

  async #remove(plugin: HostedPlugin, purge: boolean, apply?: "when-free" | "now"): Promise<{ undone: number }> {
    const { home, services, log } = this.#parts;
    const { id, record } = plugin;
    if (plugin.lost !== null) {
      await this.forgetLost(plugin);
      if (!this.#parts.knowsRecords()) return { undone: 0 };
      services().store.remove(id, purge);
      this.noteRecords();
      await this.#parts.swept();
      await sweepPackages(join(home, "plugins", id));
      return { undone: 0 };
    }
    await plugin.life.remove();
    await plugin.close();
    const undone = await services().undoAll(`plugin:${id}`, apply);
    services().store.remove(id, purge);
    this.#forget(plugin);
    this.noteRecords();
    // Waited for: whoever installs it again next gets the same folder.
    for (const each of [record.previous, record])
      if (each) await dropPackage(each).catch((error: Error) => log("warn", `files of ${id}: ${error.message}`));
    return { undone };
  }

  #forget(plugin: HostedPlugin): void {
    plugin.forget();
    this.#parts.plugins.delete(plugin.id);
    this.#parts.lock().forget(plugin.id);
    this.#parts.frame.changed();
  }

  /** Writes `plugins.lock` where it says something else than the records. */
  noteRecords(): void {
    this.#parts
      .lock()
      .write([...this.#parts.plugins.values()].filter(({ lost }) => lost === null).map(({ record }) => record));
  }

  #find(id: string): HostedPlugin {
    const plugin = this.#parts.plugins.get(id);
    if (!plugin) throw new ApertureError("plugin_not_found", { plugin: id });
    return plugin;
  }
}
