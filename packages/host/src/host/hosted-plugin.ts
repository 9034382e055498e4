import { ApertureError, type PluginManifest, type PluginState } from "@aperture/sdk";
import type { Json, TaskCall } from "../border/calls.ts";
import { plainMessage } from "../border/plain-message.ts";
import type { LoadedPlugin } from "../border/runner.ts";
import { type CreateUnit, PluginLife } from "../life/plugin-life.ts";
import type { LifeEvent } from "../life/transitions.ts";
import { Figures } from "../limits/figures.ts";
import { guestLimits } from "../limits/guest-limits.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import { type BackgroundCall, BackgroundWork } from "./background-work.ts";
import { equipUnit } from "./equip-unit.ts";
import { grantsOf } from "./grants.ts";
import type { HostFrame } from "./host-frame.ts";
import { PluginLog } from "./plugin-log.ts";
import { asPluginError, isKill, PluginUnit, type UnitParts } from "./plugin-unit.ts";
import { type SecretMask, secretMask } from "./secret-mask.ts";
import type { GrantedIn, PluginRecord } from "./services.ts";
import type { About } from "./session-projects.ts";
import { settingsOf } from "./settings-of.ts";
import type { StageWitness } from "./stage-witness.ts";
import { UsedCapabilities } from "./used-capabilities.ts";

/** Events a second that it may tell. */
const EVENTS = { burst: 100, perSecond: 10 };
/** Failures a second that are told as events, each of which is stored; the figures count them all. */
const FAILURES = { burst: 20, perSecond: 1 };

/** A version of a plugin: what is kept of it once it runs, and its manifest as far as it is known before its files are read. */
interface Candidate {
  /** Null: as it is kept when it takes over. */
  readonly record: PluginRecord | null;
  readonly manifest: PluginManifest;
  /** It comes back with the settings that it had, and out of quarantine. */
  readonly isBack: boolean;
}

/** One installed plugin: what is kept of it, its life, and what it cost. */
export class HostedPlugin {
  readonly id: string;
  readonly life: PluginLife<PluginUnit>;
  readonly log: PluginLog;
  readonly used: UsedCapabilities;
  /** Who looks on as its stages are called: an update that is watched. */
  witness: StageWitness | null = null;
  /** Whether one more event of it may be told. */
  readonly events: RateLimiter;
  readonly #frame: HostFrame;
  readonly #background: BackgroundWork;
  readonly #failures: RateLimiter;
  #record: PluginRecord;
  #manifest: PluginManifest;
  /** The version that it is now. */
  #origin: Candidate;
  #granted: GrantedIn;
  #settings: Json = {};
  #figures: readonly Figures[] = [];
  #isForgotten = false;
  #lost: string | null;
  readonly #candidates = new WeakMap<PluginUnit, Candidate>();
  /** Resolved when it moves: somebody waits for it to be ready. */
  #moved = Promise.withResolvers<void>();

  /** `lost`: why the store has no record of it; it only keeps requests back until there is one. */
  constructor(
    frame: HostFrame,
    record: PluginRecord,
    manifest: PluginManifest,
    load: () => Promise<LoadedPlugin>,
    lost: string | null = null,
  ) {
    this.#lost = lost;
    this.id = record.id;
    this.#frame = frame;
    this.#record = record;
    this.#manifest = manifest;
    this.#granted = grantsOf(manifest, record);
    this.log = new PluginLog(record.id, frame, () => this.mask());
    this.events = new RateLimiter({ ...EVENTS, now: frame.now });
    this.#background = new BackgroundWork({
      frame,
      task: (call, projects) => this.task(call, projects),
      warn: (message) => this.log.line("warn", message),
    });
    this.#failures = new RateLimiter({ ...FAILURES, now: frame.now });
    this.used = new UsedCapabilities(record.used, (used) => this.#keepUsed(used), frame.after);
    this.#adopt(manifest);
    this.#origin = { record, manifest, isBack: false };
    this.life = new PluginLife({
      id: record.id,
      quarantine: record.quarantine,
      create: this.#creates(load, this.#origin),
      moved: (state, event) => this.#hasMoved(state, event),
      quarantined: (reason) => this.#quarantined(reason),
      troubled: (error) => this.log.line("error", error.message),
      now: frame.now,
      // The runtime's own deadline comes first; reading the files comes on top.
      startMs: guestLimits[manifest.runtime].startMs + 5_000,
      graceMs: frame.graceMs,
      after: frame.after,
    });
  }

  get record(): PluginRecord {
    return this.#record;
  }
  get manifest(): PluginManifest {
    return this.#manifest;
  }
  /** What it may do, by project. */
  get granted(): GrantedIn {
    return this.#granted;
  }
  /** With defaults. */
  get settings(): Json {
    return this.#settings;
  }
  /** By number of the stage in the manifest. */
  get figures(): readonly Figures[] {
    return this.#figures;
  }
  get isWanted(): boolean {
    return this.#record.wanted === "enabled";
  }
  /** Wanted, and with a stage that must not be passed by, whatever state it is in. */
  get protects(): boolean {
    return this.isWanted && this.#record.protects;
  }
  /** Why the store has no record of it, else null. */
  get lost(): string | null {
    return this.#lost;
  }
  /** What runs, or null. */
  get unit(): PluginUnit | null {
    return this.life.state === "running" ? this.life.current : null;
  }

  /** Of its secrets as they are now: made anew for each thing that it says, since no value is to stay in memory. */
  mask(): SecretMask {
    return secretMask(this.#manifest.permissions.secrets ?? [], (name) => this.#frame.services().secret(this.id, name));
  }

  /** Throws `plugin_lost` where the store has no record of it. */
  checkFound(): void {
    if (this.#lost !== null) throw new ApertureError("plugin_lost", { plugin: this.id, reason: this.#lost });
  }

  /** Changes what is kept of it, in one commit. Throws `plugin_not_found` where it was removed meanwhile, `plugin_lost`. */
  keep(change: Partial<PluginRecord>): void {
    if (this.#isForgotten) throw new ApertureError("plugin_not_found", { plugin: this.id });
    this.checkFound();
    const record = { ...this.#record, ...change };
    this.#frame.services().store.put(record);
    this.#record = record;
    this.#granted = grantsOf(this.#manifest, record);
    this.#frame.changed();
  }

  /** It was removed: nothing of it is kept any more. */
  forget(): void {
    this.#isForgotten = true;
  }

  /**
   * It is another version from now on, read by `load`. What runs is replaced when the new one has started; rejects where it does not, and
   * the old one goes on. `manifest`: of the new one, as far as it is known before; `isBack`: it comes back with the settings of `record`.
   */
  async replace(
    record: PluginRecord | null,
    manifest: PluginManifest,
    load: () => Promise<LoadedPlugin>,
    isBack = false,
  ): Promise<void> {
    const candidate: Candidate = { record, manifest, isBack };
    const keep = (read: PluginManifest): void => {
      try {
        this.#frame.services().store.put(this.#recordOf(candidate, read));
      } catch (error) {
        // A version that was good comes back on a full disk, too; what is kept is that the other one was there.
        if (!isBack) throw error;
        this.#frame.log("warn", `that ${this.id} went back could not be kept: ${(error as Error).message}`);
      }
    };
    await this.life.reload(
      async () => {
        if (this.life.state !== "running") {
          keep(manifest);
          this.#takeOver(candidate, manifest);
        }
        return this.#creates(load, candidate);
      },
      // Kept before it takes over: a version that runs and is not kept would be gone with its files.
      ({ loaded }) => keep(loaded!.manifest),
    );
    // Quarantined while the new one started: neither runs, and the new one is what is released.
    if (this.#origin !== candidate) this.#takeOver(candidate, manifest);
  }

  /** Settings or grants are others now: what runs is told. */
  configure(): void {
    this.#readSettings();
    this.unit?.configure(this.#settings, this.#granted(null));
    if (this.unit) this.#beginSchedule();
  }

  /** Waits until it runs, so long at most; null where it does not. */
  async ready(ms: number): Promise<PluginUnit | null> {
    let isLate = false;
    const late = Promise.withResolvers<void>();
    const cancel = this.#frame.after(ms, () => {
      isLate = true;
      late.resolve();
    });
    try {
      while (this.life.state === "starting" && !isLate) await Promise.race([this.#moved.promise, late.promise]);
      return this.unit;
    } finally {
      cancel();
    }
  }

  /** The projects that work is bound to; of a session that nobody knows any more, all that anything was taken away in. */
  projectsOf(about: About): readonly string[] {
    return about === "unknown" ? Object.keys(this.#record.narrowed) : about;
  }

  /** A call that somebody waits for, about these projects. Rejects with an `ApertureError`; one for which it was killed is a strike. */
  async task(call: TaskCall, projects?: readonly string[]): Promise<Json> {
    const unit = this.unit;
    if (!unit) throw this.#frame.notRunning(this);
    try {
      const answer = await unit.task(call, projects);
      this.life.succeeded(call.kind);
      return answer;
    } catch (error) {
      this.failed(call.kind, error, isKill(error) && unit.isOneMore(error));
      throw asPluginError(error, this.id, call.kind);
    }
  }

  /** A call that nobody waits for: in its turn, as fast as it may. */
  later(call: TaskCall, about?: BackgroundCall): void {
    this.#background.later(call, about);
  }

  /** Tells of a failed call. `isStrike`: three in a row quarantine. */
  failed(what: string, error: unknown, isStrike: boolean): void {
    const named = asPluginError(error, this.id, what);
    if (named.code === "plugin_gone") return;
    if (isStrike) this.life.failed(what, named);
    this.log.line("error", named.message);
    this.#tell(what, named);
  }

  /** Takes back everything that is registered for it. */
  async close(): Promise<void> {
    this.#background.end();
    await this.life.close();
    this.used.flush();
    this.log.close();
  }

  #creates(load: () => Promise<LoadedPlugin>, candidate: Candidate): CreateUnit<PluginUnit> {
    return (gone) => {
      // What was granted since then holds for a version that is started again.
      const record = (): PluginRecord =>
        this.#origin === candidate ? this.#record : (candidate.record ?? this.#record);
      const unit = new PluginUnit(this.id, load, (plugin, projects) => this.#equip(plugin, record(), projects), gone);
      this.#candidates.set(unit, candidate);
      return unit;
    };
  }

  /** What this version is kept as; what the user decided meanwhile stays. */
  #recordOf({ record, isBack }: Candidate, manifest: PluginManifest): PluginRecord {
    const { wanted, quarantine, narrowed, pinned } = this.#record;
    const config = isBack && record ? record.config : this.#record.config;
    const protects = manifest.stages.some(({ onError }) => onError === "block");
    const { version } = manifest;
    return { ...(record ?? this.#record), version, protects, wanted, quarantine, config, narrowed, pinned };
  }

  #takeOver(candidate: Candidate, manifest: PluginManifest): void {
    this.#record = this.#recordOf(candidate, manifest);
    this.#origin = candidate;
    this.#lost = null;
    this.#adopt(manifest);
  }

  #tell(stage: string, error: ApertureError): void {
    const { code, message } = error;
    if (!this.#failures.take()) return;
    this.#frame.emit("plugin-failed", { plugin: this.id, stage, code, message, strikes: this.life.strikes });
  }

  #adopt(manifest: PluginManifest): void {
    this.#manifest = manifest;
    this.#granted = grantsOf(manifest, this.#record);
    this.#figures = manifest.stages.map(({ at }) => new Figures(at));
    this.#readSettings();
  }

  #readSettings(): void {
    try {
      this.#settings = settingsOf(this.#manifest, this.#record, (message) => this.log.line("warn", message));
    } catch (error) {
      // A linked manifest whose schema cannot be used: it will not start, and says why there.
      this.#settings = {};
      this.log.line("error", (error as Error).message);
    }
  }

  #equip(plugin: LoadedPlugin, record: PluginRecord, projects: () => readonly string[]): UnitParts {
    const { manifest } = plugin;
    return equipUnit(
      plugin,
      {
        record,
        // A new one stands beside an old one with other permissions until it has started.
        granted: (project) =>
          this.#manifest === manifest ? this.#granted(project) : grantsOf(manifest, record)(project),
        projects,
        used: (capability) => this.used.add(capability),
        log: (level, message) => this.log.line(level, message),
        mask: () => this.mask(),
        deliver: (type, data, project) =>
          this.later({ kind: "event", type, data, deadlineMs: guestLimits.js.taskMs }, { projects: [project] }),
      },
      this.#frame,
    );
  }

  #hasMoved(state: PluginState, event: LifeEvent): void {
    this.#background.end();
    const unit = this.life.current;
    if (state === "running" && unit?.loaded) {
      const candidate = this.#candidates.get(unit)!;
      if (candidate !== this.#origin) this.#takeOver(candidate, unit.loaded.manifest);
      else if (unit.loaded.manifest !== this.#manifest) this.#adopt(unit.loaded.manifest);
      this.#background.begin();
      this.#beginSchedule();
    }
    if (state !== "quarantined" && this.#record.quarantine !== null) this.#keepQuarantine(null);
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
    this.#frame.changed();
    this.#frame.emit("plugin-changed", { plugin: this.id, what: event, state });
  }

  #quarantined(reason: string): void {
    this.#keepQuarantine(plainMessage(reason));
    this.#frame.emit("plugin-quarantined", { plugin: this.id, reason: plainMessage(reason) });
  }

  #keepUsed(used: readonly string[]): void {
    try {
      this.keep({ used });
    } catch (error) {
      // Removed meanwhile, or the store is full: it is counted again the next time it is used.
      this.#frame.log("info", `what ${this.id} used could not be kept: ${(error as Error).message}`);
    }
  }

  /** It holds whether or not it can be kept. */
  #keepQuarantine(quarantine: string | null): void {
    try {
      this.keep({ quarantine });
    } catch (error) {
      this.#record = { ...this.#record, quarantine };
      this.#frame.log("warn", `the quarantine of ${this.id} could not be kept: ${(error as Error).message}`);
    }
  }

  #beginSchedule(): void {
    const every = this.unit?.handlers?.schedule ? this.#granted(null).schedule : undefined;
    this.#background.schedule(every, guestLimits[this.#manifest.runtime].taskMs, () =>
      this.used.add(`schedule:${every}`),
    );
  }
}
