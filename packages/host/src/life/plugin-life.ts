import { ApertureError, type PluginState } from "@aperture/sdk";
import { OneAtATime } from "./one-at-a-time.ts";
import { Pause } from "./pause.ts";
import { STRIKES, Strikes } from "./strikes.ts";
import { type LifeEvent, transitions } from "./transitions.ts";
import { within } from "./within.ts";

/** What is started and ended: a plugin's code in its runtime. */
export interface Unit {
  /** Rejects where it cannot start; it is disposed then. */
  start(): Promise<void>;
  /** Ends it, with so many ms to clean up. */
  dispose(graceMs: number): Promise<void>;
}

/** Makes a unit that was not started. May throw: that is a failed start. `gone`: it ended by itself; `isStrike`: nobody was told so far. */
export type CreateUnit<U extends Unit> = (gone: (error: Error, isStrike: boolean) => void) => U;

export interface LifeOptions<U extends Unit> {
  readonly id: string;
  /** Why it is in quarantine, or null: it begins disabled. */
  readonly quarantine: string | null;
  readonly create: CreateUnit<U>;
  /** The state is another one now. */
  readonly moved: (state: PluginState, event: LifeEvent) => void;
  readonly quarantined: (reason: string) => void;
  /** A start failed, or what ran has ended by itself: it is tried again. */
  readonly troubled: (error: Error) => void;
  readonly now: () => number;
  /** Milliseconds for a start (the runtime's own deadline comes first), and to clean up. */
  readonly startMs: number;
  readonly graceMs: number;
  /** Calls back later; returns what takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** The runtime ends what does not clean up within `graceMs`; nobody waits longer than this for a runtime that does not. */
const BEYOND_GRACE = 1_000;

/** One plugin through its life, as SPEC.md says. Operations on it may come at any time and all at once. */
export class PluginLife<U extends Unit> {
  readonly #options: LifeOptions<U>;
  readonly #operations = new OneAtATime();
  readonly #strikes = new Strikes();
  readonly #pause: Pause;
  /** Units that are being ended. */
  readonly #ending = new Set<Promise<void>>();
  #state: PluginState;
  #create: CreateUnit<U>;
  #current: U | null = null;
  #coming: U | null = null;
  #cancelRetry: () => void = () => {};
  /** Nobody waits any longer for the start of a unit that was let go of. */
  #letGo: () => void = () => {};
  /** Resolves when the start under way has ended, one way or the other. */
  #attempt: Promise<void> = Promise.resolve();
  #trouble: string | null;

  constructor(options: LifeOptions<U>) {
    this.#options = options;
    this.#create = options.create;
    this.#pause = new Pause(options.now);
    this.#state = options.quarantine === null ? "disabled" : "quarantined";
    this.#trouble = options.quarantine;
  }

  get state(): PluginState {
    return this.#state;
  }
  #is(state: PluginState): boolean {
    return this.#state === state;
  }
  /** What runs, while it is `running`. */
  get current(): U | null {
    return this.#current;
  }
  get strikes(): number {
    return this.#strikes.most;
  }
  /** Why it is quarantined or did not start, else null. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Resolves when the first start has ended: `state` says how. Throws `plugin_state`. */
  enable(): Promise<void> {
    return this.#operations.run((interrupted) => this.#bringUp("enable", "enabled", interrupted));
  }

  /** Out of quarantine. Throws `plugin_state` where it is in none. */
  release(): Promise<void> {
    return this.#operations.run((interrupted) => this.#bringUp("release", "released", interrupted));
  }

  disable(): Promise<void> {
    return this.#operations.run(() => this.#bringDown());
  }

  /** Its last state: nothing of it runs. */
  remove(): Promise<void> {
    return this.#operations.run(async () => {
      await this.#bringDown("removed");
      this.#move("remove", "removed");
    });
  }

  /**
   * From now on it is made like this. `prepare` brings it about, in turn with other operations. What runs is replaced when the new one has
   * started, and goes on where that fails: then this rejects with the reason, and everything is as before. `commit` is called between the two:
   * what it throws counts as such a failure.
   */
  reload(prepare: () => Promise<CreateUnit<U>>, commit: (unit: U) => void = () => {}): Promise<void> {
    return this.#operations.run(async (interrupted) => {
      this.#move("reload", "reloaded");
      const create = await prepare();
      if (this.#state === "running" && this.#current) return this.#replace(create, commit);
      this.#create = create;
      if (this.#state !== "starting") return;
      this.#dropComing();
      this.#begin();
      await Promise.race([this.#attempt, interrupted]);
    });
  }

  /** A call failed. `what` it was: failures in a row are counted for each. */
  failed(what: string, error: Error): void {
    if (this.#state !== "running" && this.#state !== "starting") return;
    if (this.#strikes.add(what) < STRIKES) this.#move("strike");
    else this.#quarantine(error);
  }

  succeeded(what: string): void {
    this.#strikes.success(what);
    this.#strikes.success("alive");
  }

  /** Ends what runs, for good; what is wanted does not change. */
  close(): Promise<void> {
    return this.#operations.run(async () => {
      this.#endAll();
      await Promise.all(this.#ending);
    });
  }

  async #bringUp(event: "enable" | "release", action: string, interrupted: Promise<void>): Promise<void> {
    const before = this.#state;
    this.#move(event, action);
    if (before === "running") return;
    if (before !== "starting") {
      this.#strikes.clear();
      this.#pause.clear();
      this.#trouble = null;
      this.#begin();
    }
    await Promise.race([this.#attempt, interrupted]);
  }

  async #bringDown(action = "disabled"): Promise<void> {
    this.#move("disable", action);
    this.#trouble = null;
    this.#strikes.clear();
    if (this.#state !== "stopping") return;
    this.#endAll();
    await Promise.all(this.#ending);
    this.#move("stopped");
  }

  #begin(): void {
    this.#cancelRetry();
    this.#attempt = this.#start();
  }

  async #start(): Promise<void> {
    let unit: U | null = null;
    try {
      unit = this.#make(this.#create);
      this.#coming = unit;
      const letGo = Promise.withResolvers<void>();
      this.#letGo = letGo.resolve;
      await Promise.race([within(this.#options.startMs, unit.start(), this.#late), letGo.promise]);
      // Somebody disabled it meanwhile, or it ended as it started.
      if (this.#coming !== unit) return;
      this.#coming = null;
      this.#current = unit;
      this.#trouble = null;
      this.#strikes.success("start");
      this.#move("started");
    } catch (error) {
      if (unit && this.#coming !== unit) return;
      this.#dropComing();
      if (this.#state === "starting") this.#startFailed(asError(error));
    }
  }

  readonly #late = (limit: number): Error =>
    new ApertureError("plugin_timeout", { plugin: this.#options.id, limit, stage: "start" });

  #startFailed(error: Error): void {
    this.#trouble = error.message;
    this.#options.troubled(error);
    if (this.#strikes.add("start") >= STRIKES) {
      this.#quarantine(error);
      return;
    }
    this.#move("start-failed");
    this.#retry();
  }

  #make(create: CreateUnit<U>): U {
    const unit = create((error, isStrike) => this.#gone(unit, error, isStrike));
    return unit;
  }

  #gone(unit: U, error: Error, isStrike: boolean): void {
    if (unit === this.#coming) {
      this.#dropComing();
      if (this.#state === "starting") this.#startFailed(error);
      return;
    }
    if (unit !== this.#current) return;
    this.#current = null;
    // A runtime that has ended still holds what it held: listeners, a place in a shared worker.
    this.#end(unit);
    if (!this.#is("running")) return;
    this.#move("crashed");
    // Else the call that it fell with tells of it.
    if (isStrike) this.#options.troubled(error);
    if (isStrike) this.failed("alive", error);
    if (this.#is("starting")) this.#retry();
  }

  #retry(): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#options.after(this.#pause.next(), () => {
      if (this.#state === "starting" && !this.#coming) this.#begin();
    });
  }

  async #replace(create: CreateUnit<U>, commit: (unit: U) => void): Promise<void> {
    let isGone = false;
    const unit: U = create((error, isStrike) => {
      isGone = true;
      this.#gone(unit, error, isStrike);
    });
    try {
      await within(this.#options.startMs, unit.start(), this.#late);
      if (isGone) throw new ApertureError("plugin_gone", { plugin: this.#options.id });
      commit(unit);
    } catch (error) {
      this.#end(unit);
      if (this.#state === "running") this.#move("start-failed");
      throw error;
    }
    this.#create = create;
    this.#strikes.clear();
    this.#trouble = null;
    // The old one may have fallen, or been quarantined, while the new one started.
    if (this.#state !== "running" && this.#state !== "starting") return this.#end(unit);
    this.#cancelRetry();
    this.#dropComing();
    if (this.#current) this.#end(this.#current);
    this.#current = unit;
    this.#move("started");
  }

  #quarantine(error: Error): void {
    this.#move("third-strike");
    this.#trouble = error.message;
    this.#endAll();
    this.#options.quarantined(error.message);
  }

  #endAll(): void {
    this.#cancelRetry();
    this.#dropComing();
    const unit = this.#current;
    this.#current = null;
    if (unit) this.#end(unit);
  }

  #dropComing(): void {
    const unit = this.#coming;
    this.#coming = null;
    this.#letGo();
    if (unit) this.#end(unit);
  }

  #end(unit: U): void {
    const ended = within(this.#options.graceMs + BEYOND_GRACE, unit.dispose(this.#options.graceMs), this.#late).catch(
      () => {},
    );
    this.#ending.add(ended);
    void ended.finally(() => this.#ending.delete(ended));
  }

  /** Throws `plugin_state` where the event is an operation that is not possible now. */
  #move(event: LifeEvent, action: string = event): void {
    const next = transitions[this.#state][event];
    if (next === "illegal")
      throw new ApertureError("plugin_state", { plugin: this.#options.id, state: this.#state, action });
    const before = this.#state;
    this.#state = next;
    if (before !== next || event === "started") this.#options.moved(next, event);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
