import { ApertureError, type PluginPermissions } from "@aperture/sdk";
import type { Json, StageCall, StageReply, TaskCall } from "../border/calls.ts";
import { plainMessage } from "../border/plain-message.ts";
import type { CapabilityCall, GuestHandlers, LoadedPlugin, Runner } from "../border/runner.ts";
import type { Unit } from "../life/plugin-life.ts";
import type { CapabilityBroker } from "./host-options.ts";
import type { SecretMask } from "./secret-mask.ts";

/** What a loaded plugin is run by, and what it may ask. */
export interface UnitParts {
  readonly broker: CapabilityBroker;
  readonly createRunner: (capability: CapabilityCall, gone: (error: Error) => void) => Runner;
  /** For what it says of itself as it fails. */
  readonly mask: () => SecretMask;
}

/** `projects`: those that its tasks which are under way are about, whenever it is asked. */
export type EquipUnit = (plugin: LoadedPlugin, projects: () => readonly string[]) => UnitParts;

/** One start of a plugin's code: its runtime, and what it holds of the host until it ends. */
export class PluginUnit implements Unit {
  readonly #id: string;
  readonly #load: () => Promise<LoadedPlugin>;
  readonly #equip: EquipUnit;
  readonly #gone: (error: Error, isStrike: boolean) => void;
  #loaded: LoadedPlugin | null = null;
  #broker: CapabilityBroker | null = null;
  #runner: Runner | null = null;
  #mask: UnitParts["mask"] | null = null;
  /** One error of the runtime stays one, for whoever counts them. */
  readonly #hidden = new WeakMap<Error, Error>();
  #handlers: GuestHandlers | null = null;
  /**
   * Of each task that is under way. What a guest asks for cannot be told apart by task: it asks with the rights that all of them have.
   */
  readonly #projects = new Map<TaskCall, readonly string[]>();
  #underWay = 0;
  #wasTold = false;
  /** Falls so far: a guest that was interrupted goes on, and can fall again. */
  #falls = 0;
  readonly #counted = new WeakSet<Error>();
  #isEnding = false;
  #isOver = false;

  /** `gone`: see `CreateUnit`. */
  constructor(
    id: string,
    load: () => Promise<LoadedPlugin>,
    equip: EquipUnit,
    gone: (error: Error, isStrike: boolean) => void,
  ) {
    this.#id = id;
    this.#load = load;
    this.#equip = equip;
    this.#gone = gone;
  }

  /** Null before it is loaded. */
  get loaded(): LoadedPlugin | null {
    return this.#loaded;
  }
  /** Null before it has started. */
  get handlers(): GuestHandlers | null {
    return this.#handlers;
  }

  async start(): Promise<void> {
    const loaded = await this.#load();
    // Disabled while its files were read: nothing is to come into being any more.
    if (this.#isEnding) throw this.#over();
    this.#loaded = loaded;
    const { broker, createRunner, mask } = this.#equip(loaded, () => [...this.#projects.values()].flat());
    this.#broker = broker;
    this.#mask = mask;
    this.#runner = createRunner(
      (capability, input) => (this.#isOver ? Promise.reject(this.#over()) : broker.call(capability, input)),
      // A call that is under way, or has just failed, tells of the same fall; `plugin_gone`: it fell with another one.
      (error) =>
        this.#gone(this.#hide(error), this.#underWay === 0 && !this.#wasTold && codeOf(error) !== "plugin_gone"),
    );
    this.#handlers = await this.#runner.start().catch((error: unknown) => {
      throw error instanceof Error ? this.#hide(error) : error;
    });
  }

  stage(call: StageCall): Promise<StageReply> {
    return this.#call(call.hook, (runner) => runner.stage(call));
  }

  /** `projects`: what it is about. */
  async task(call: TaskCall, projects: readonly string[] = []): Promise<Json> {
    this.#projects.set(call, projects);
    try {
      return await this.#call(call.kind, (runner) => runner.task(call));
    } finally {
      this.#projects.delete(call);
    }
  }

  configure(config: Json, permissions: PluginPermissions): void {
    this.#runner?.configure(config, permissions);
  }

  forget(lane: number): void {
    this.#runner?.forget(lane);
  }

  memory(): number {
    return this.#runner?.memory() ?? 0;
  }

  /**
   * Whether this failure of a call is one more. All calls under way fail when the guest is ended for one of them: three requests at once
   * must not make three strikes of one fall. A call that began behind the fall falls by itself.
   */
  isOneMore(error: unknown): boolean {
    if (!(error instanceof Error)) return true;
    if (this.#counted.has(error)) return false;
    this.#counted.add(error);
    return true;
  }

  async dispose(graceMs: number): Promise<void> {
    this.#isEnding = true;
    try {
      // While it cleans up it may still keep what it wants to keep.
      await this.#runner?.dispose(graceMs);
    } finally {
      this.#isOver = true;
      this.#broker?.close();
    }
  }

  /** Rejects with an `ApertureError`, whatever the runtime rejects with. */
  async #call<T>(stage: string, call: (runner: Runner) => Promise<T>): Promise<T> {
    if (!this.#runner) throw this.#over();
    if (this.#underWay++ === 0) this.#wasTold = false;
    const falls = this.#falls;
    try {
      return await call(this.#runner);
    } catch (error) {
      const named = asPluginError(this.#hide(asPluginError(error, this.#id, stage)), this.#id, stage);
      if (!isKill(named)) throw named;
      this.#wasTold = true;
      if (falls === this.#falls) {
        this.#falls++;
        throw named;
      }
      // It fell with another call. The runtime may give all of them one error: this one is told apart.
      const along = new ApertureError(named.code, named.facts, { cause: named });
      this.#counted.add(along);
      throw along;
    } finally {
      this.#underWay--;
    }
  }

  /** Without the values of its secrets. */
  #hide(error: Error): Error {
    const hidden = this.#hidden.get(error) ?? this.#mask?.().error(error) ?? error;
    this.#hidden.set(error, hidden);
    return hidden;
  }

  #over(): ApertureError {
    return new ApertureError("plugin_gone", { plugin: this.#id });
  }
}

/** Errors with which the runtime ended the guest. */
export const isKill = (error: unknown): boolean => {
  const code = codeOf(error);
  return code === "plugin_timeout" || code === "plugin_out_of_memory";
};

const codeOf = (error: unknown): string | null => (ApertureError.is(error) ? error.code : null);

/** What anything thrown means for the plugin that it came from. */
export function asPluginError(error: unknown, plugin: string, stage: string): ApertureError {
  if (ApertureError.is(error)) return error;
  const reason = plainMessage(error instanceof Error ? error.message : String(error));
  return new ApertureError("plugin_failed", { plugin, stage, reason }, { cause: error });
}
