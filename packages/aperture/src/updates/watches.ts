import type { PluginHost } from "@aperture/host/host/plugin-host";
import { ApertureError, type Event } from "@aperture/sdk";
import { HealthWatch, WATCH_MS, WATCHED } from "./health-watch.ts";
import type { UpdateBook } from "./update-book.ts";

export interface WatchesParts {
  readonly host: Pick<PluginHost, "watch" | "info" | "record" | "trial" | "rollback" | "disable">;
  readonly book: UpdateBook;
  /** Calls back later; returns what takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
}

/** New versions that are watched, by plugin: from the swap, over restarts, to the end. */
export class Watches {
  readonly #parts: WatchesParts;
  readonly #live = new Map<string, HealthWatch>();

  constructor(parts: WatchesParts) {
    this.#parts = parts;
  }

  /** One that looks on once it has begun, and does nothing before `begin` here. */
  prepare(plugin: string): HealthWatch {
    const { host, book, after, log, now } = this.#parts;
    const { update, expected, swappedAt } = book.get(plugin)!;
    return new HealthWatch(
      { host, after, log: (message) => log("info", message) },
      {
        plugin,
        version: update.version,
        requests: update.watch?.requests ?? 0,
        failures: update.watch?.failures ?? 0,
        leftMs: (swappedAt ?? now()) + WATCH_MS - now(),
        compares: expected === null,
        progress: (requests, failures) => this.#noted(plugin, requests, failures),
        healthy: () => this.#settled(plugin, null),
        sick: (reason) => this.#goBack(plugin, reason),
      },
    );
  }

  /** The version is in its place. */
  begin(plugin: string, watch: HealthWatch): void {
    const { host, book } = this.#parts;
    const { update } = book.get(plugin)!;
    this.#live.set(plugin, watch);
    if (!update.watch) this.#noted(plugin, 0, 0);
    // What is wanted, not how far it is: at the program's start nothing runs yet.
    if (host.record(plugin).wanted === "disabled") {
      void this.end(plugin, "it is disabled: nothing of it can be watched");
      return;
    }
    watch.arm();
  }

  /** Somebody decided otherwise: the version stays, and is not watched any more. */
  async end(plugin: string, reason: string): Promise<void> {
    const watch = this.#live.get(plugin);
    if (!watch) return;
    await watch.close();
    this.#settled(plugin, reason);
  }

  /** Of the event log. */
  heard(event: Event): void {
    for (const watch of this.#live.values()) watch.heard(event);
    if (event.type === "plugin-rolled-back") this.#backByHand(event.data);
    if (event.type !== "plugin-changed" || !this.#live.has(event.data.plugin)) return;
    const { plugin, what } = event.data;
    const isOther = this.#parts.host.record(plugin).version !== this.#parts.book.get(plugin)?.update.version;
    const word = what === "installed" && isOther ? "another version was installed" : words[what];
    if (word !== undefined) void this.end(plugin, word);
  }

  /** The plugin is gone. */
  async forget(plugin: string): Promise<void> {
    const watch = this.#live.get(plugin);
    this.#live.delete(plugin);
    await watch?.close();
  }

  async close(): Promise<void> {
    const all = [...this.#live.values()];
    this.#live.clear();
    await Promise.all(all.map((watch) => watch.close()));
  }

  #noted(plugin: string, requests: number, failures: number): void {
    this.#safely(plugin, () =>
      this.#parts.book.note(plugin, { update: { watch: { requests, of: WATCHED, failures } } }),
    );
  }

  #settled(plugin: string, reason: string | null): void {
    this.#live.delete(plugin);
    this.#safely(plugin, () => this.#parts.book.move(plugin, "settle", { update: { reason } }));
  }

  /** Somebody took it back: while it was watched, or later. */
  #backByHand({ plugin, from, reason }: { plugin: string; from: string; reason: string }): void {
    const update = this.#parts.book.get(plugin)?.update;
    if (update?.version !== from || (update.phase !== "watching" && update.phase !== "done")) return;
    // What the watch itself brings about is told by itself.
    if (update.phase === "watching" && !this.#live.has(plugin)) return;
    void this.forget(plugin);
    this.#safely(plugin, () => this.#parts.book.move(plugin, "roll-back", { update: { reason } }));
  }

  /** Whatever cannot be written: the version before is what runs. */
  async #goBack(plugin: string, reason: string): Promise<boolean> {
    const { host, log } = this.#parts;
    this.#live.delete(plugin);
    try {
      await host.rollback(plugin, { reason });
    } catch (error) {
      const why = `${reason}; the version before cannot come back: ${messageOf(error)}${await this.#stop(plugin, error)}`;
      log("error", `${plugin}: ${why}`);
      this.#settled(plugin, why);
      return false;
    }
    this.#safely(plugin, () => this.#parts.book.move(plugin, "roll-back", { update: { reason } }));
    return true;
  }

  /**
   * Neither the one that fails nor the one that was withdrawn is to run. One that protects goes on all the same: without it requests would leave
   * unprocessed, with it those that it fails on do not leave. In words, what was done.
   */
  async #stop(plugin: string, error: unknown): Promise<string> {
    const { host, log } = this.#parts;
    if (!ApertureError.is(error) || error.code !== "plugin_update_refused") return "";
    if (host.record(plugin).protects) return "; it protects requests, and goes on";
    try {
      await host.disable(plugin);
      return "; it is disabled";
    } catch (failure) {
      log("error", `${plugin} could not be disabled: ${messageOf(failure)}`);
      return "";
    }
  }

  #safely(plugin: string, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#parts.log("warn", `where the update of ${plugin} stands could not be kept: ${messageOf(error)}`);
    }
  }
}

/** What the user did, as `plugin-changed` tells it. */
const words: Readonly<Record<string, string | undefined>> = {
  disable: "it was disabled",
  pinned: "it was pinned",
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
