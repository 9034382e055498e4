import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { PackageSources } from "@aperture/host/install/package-sources";
import type { PluginUpdate, PluginUpdates, StartUpdate, UpdatePolicy } from "@aperture/sdk";
import { gt } from "semver";
import type { Store } from "../store/contract.ts";
import { checkUpdates } from "./check-updates.ts";
import type { ProofParts } from "./proof.ts";
import { recoverUpdates } from "./recover-updates.ts";
import { runUpdate } from "./run-update.ts";
import { UpdateBook } from "./update-book.ts";
import { maySafely } from "./update-gates.ts";
import { Watches } from "./watches.ts";

/** Newer versions, from being there to being trusted. SPEC.md. */
export interface Updates {
  list(): PluginUpdates;
  /** A newer version that is known of without asking anybody, or null. */
  newer(plugin: string): string | null;
  /** Asks the sources. */
  check(signal?: AbortSignal): Promise<PluginUpdates>;
  /**
   * Resolves when it is swapped, or where it stopped (`needs-consent`, `cooling`, `refused` …); the watch goes on behind it. An aborted `signal` ends
   * it before the swap. Throws `plugin_not_found`, `plugin_pinned`, `plugin_lost`, `plugin_publisher_changed`, `plugin_changed`, `plugin_update_refused`, and as sources do. What goes on by itself ends for it.
   */
  start(plugin: string, input: StartUpdate, signal?: AbortSignal): Promise<PluginUpdate>;
  /** Ends what is under way; it goes on with the next start. */
  close(): Promise<void>;
}

export interface UpdatesOptions extends Pick<ProofParts, "replayer" | "facts"> {
  /** Started. */
  readonly host: PluginHost;
  readonly sources: PackageSources;
  readonly store: Pick<Store, "events" | "pluginUpdates" | "transaction">;
  /** Asked whenever it matters. */
  readonly policy: () => UpdatePolicy;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Calls back later; returns what takes that back. Default: timers that keep no process alive. */
  readonly after?: (ms: number, run: () => void) => () => void;
  readonly random?: () => number;
}

const DAY_MS = 24 * 60 * 60_000;
/** After a start, so that a registry is not asked by everybody who comes to work at nine. */
const FIRST_MS = 10 * 60_000;
/** Live requests that a version is shown before it is taken by itself. */
const SHADOWED = 5;

export function createUpdates(options: UpdatesOptions): Updates {
  const { host, sources, store, policy, log, now, after = later, random = Math.random } = options;
  const book = new UpdateBook({ store, log, now });
  const watches = new Watches({ host, book, after, log, now });
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  /** Of each plugin: one after the other. */
  const last = new Map<string, Promise<unknown>>();
  /** What goes on by itself, and ends where the user wants something of the same plugin. */
  const bySafe = new Map<string, AbortController>();
  /** Versions that are known to be withdrawn, by plugin. */
  const toldRevoked = new Map<string, string>();
  let checkedAt: string | null = null;
  let troubles: PluginUpdates["troubles"] = [];
  let checking: Promise<PluginUpdates> | null = null;
  let cancelTimer = (): void => {};

  const parts = { ...options, book, watches, after };

  const list = (): PluginUpdates => ({
    policy: policy(),
    checkedAt,
    updates: book.all().map(({ update }) => update),
    troubles,
  });

  function track<T>(work: Promise<T>): Promise<T> {
    const done = work.catch(() => {});
    underWay.add(done);
    void done.finally(() => underWay.delete(done));
    return work;
  }

  function inTurn<T>(plugin: string, work: () => Promise<T>): Promise<T> {
    const done = (last.get(plugin) ?? Promise.resolve()).then(work);
    const quiet = done.catch(() => {});
    last.set(plugin, quiet);
    void quiet.finally(() => last.get(plugin) === quiet && last.delete(plugin));
    return track(done);
  }

  const signalWith = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;

  async function check(signal: AbortSignal): Promise<PluginUpdates> {
    troubles = await checkUpdates({ host, sources, book, now, policy, revoked }, signal);
    checkedAt = new Date(now()).toISOString();
    if (policy() === "safe") takeSafely();
    return list();
  }

  /** What asks for nothing new, and nothing was found against. */
  function takeSafely(): void {
    for (const { update } of book.all()) {
      if (update.phase !== "available" || bySafe.has(update.plugin) || !maySafely(host, update.plugin, update.diff))
        continue;
      const { plugin, version, integrity } = update;
      const ends = new AbortController();
      bySafe.set(plugin, ends);
      const signal = AbortSignal.any([ends.signal, closing.signal]);
      const input = { isBySafe: true, shadow: SHADOWED, version, integrity };
      inTurn(plugin, () => runUpdate(parts, plugin, input, signal))
        .catch((error: unknown) => {
          if (!signal.aborted) log("warn", `the update of ${plugin}: ${messageOf(error)}`);
        })
        .finally(() => bySafe.get(plugin) === ends && bySafe.delete(plugin));
    }
  }

  /** Told once in a run of the program; whoever looks finds it as long as it is so. */
  function revoked(plugin: string, reason: string): void {
    const { version } = host.record(plugin);
    if (toldRevoked.get(plugin) === version) return;
    toldRevoked.set(plugin, version);
    log("error", `${plugin}: ${reason}`);
    try {
      const told = { plugin, from: version, to: version, phase: "revoked", reason };
      store.events.append("plugin-update-changed", told);
    } catch (error) {
      log("warn", `that ${plugin} was withdrawn could not be told: ${messageOf(error)}`);
    }
  }

  function plan(ms: number): void {
    cancelTimer = after(ms, () => {
      plan(DAY_MS + (random() - 0.5) * 2 * 60 * 60_000);
      if (policy() === "off" || host.safeMode) return;
      track(updates.check()).catch((error: unknown) => {
        if (!closing.signal.aborted) log("warn", `updates could not be looked for: ${messageOf(error)}`);
      });
    });
  }

  const unsubscribe = store.events.subscribe((event) => {
    watches.heard(event);
    if (event.type === "plugin-changed" && event.data.state === "removed") {
      const { plugin } = event.data;
      void watches.forget(plugin);
      try {
        book.remove(plugin);
      } catch (error) {
        log("warn", `where the update of ${plugin} stood is still kept: ${messageOf(error)}`);
      }
    }
  });

  const updates: Updates = {
    list,
    newer(plugin) {
      const update = book.get(plugin)?.update;
      return update && gt(update.version, host.record(plugin).version) ? update.version : null;
    },
    check(signal) {
      checking ??= track(check(signalWith(signal))).finally(() => {
        checking = null;
      });
      return checking;
    },
    async start(plugin, input, signal) {
      host.record(plugin);
      bySafe.get(plugin)?.abort(new Error("its user wants something else"));
      const both = signalWith(signal);
      return inTurn(plugin, async () => {
        both.throwIfAborted();
        return runUpdate(parts, plugin, { ...input, isBySafe: false }, both);
      });
    },
    async close() {
      cancelTimer();
      unsubscribe();
      closing.abort(new Error("Aperture is stopping"));
      await Promise.all(underWay);
      await watches.close();
    },
  };

  begin();
  return updates;

  function begin(): void {
    try {
      recoverUpdates(host, book, watches, now());
    } catch (error) {
      // Without a store there are no plugins either.
      log("warn", `where updates stand is not known: ${messageOf(error)}`);
    }
    plan(FIRST_MS / 2 + random() * FIRST_MS);
  }
}

/** Keeps no process alive. */
function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
