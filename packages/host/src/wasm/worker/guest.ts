import type { GuestLane } from "../../border/guest-lanes.ts";
import { createGuestLanes } from "../../border/guest-lanes.ts";
import { hooks, logLevels, taskKinds } from "../abi.ts";
import type { FromThread, ToThread } from "../thread/messages.ts";
import type { ThreadClock } from "../thread/thread-clock.ts";
import { faultOf } from "./fault-of.ts";
import { createGuestCall, type GuestCall } from "./guest-call.ts";
import { GuestFault } from "./guest-fault.ts";
import type { GuestMemory } from "./guest-memory.ts";
import type { GuestSide } from "./guest-side.ts";
import { type Instance, instantiate, type StickyFault } from "./instance.ts";
import { StoreCopy } from "./store-copy.ts";

type Load = Extract<ToThread, { do: "load" }>;
export type CallMessage = Extract<ToThread, { do: "start" | "stage" | "task" | "answer" | "dispose" }>;

/**
 * One module in the thread. Its instance is made with the first call; after a trap or a fault it is thrown away, because a guest that was stopped
 * in the middle has its stack pointer and its data in any state, and the next call gets a new one.
 */
export class Guest {
  readonly #load: Load;
  readonly #say: (message: FromThread) => void;
  readonly #clock: ThreadClock;
  readonly #side: GuestSide;
  readonly #lanes = createGuestLanes();
  readonly #store: StoreCopy;
  readonly #tasks = new Map<number, GuestCall>();
  readonly #fault: StickyFault = { first: null };
  #instance: Instance | null = null;
  #current: GuestCall | null = null;
  #config: Uint8Array;
  #grants;
  /** Settings that the instance has not been told. */
  #isStale = true;
  #questions = 0;

  constructor(load: Load, clock: ThreadClock, say: (message: FromThread) => void) {
    this.#load = load;
    this.#clock = clock;
    this.#say = say;
    this.#store = new StoreCopy(load.stored);
    this.#config = Buffer.from(load.config);
    this.#grants = load.grants;
    this.#side = this.#createSide();
  }

  configure({ config, grants }: Extract<ToThread, { do: "configure" }>): void {
    this.#config = Buffer.from(config);
    this.#grants = grants;
    this.#isStale = true;
  }

  restore(values: ReadonlyMap<string, string | null>): void {
    this.#store.restore(values);
  }

  abandon(task: number): void {
    this.#tasks.delete(task);
  }

  /** One segment of guest time, and what is told of it. Never throws. */
  run(message: CallMessage): void {
    // Before anything can fail: the main side counts every delta as applied.
    const lane = message.do === "stage" ? this.#lanes.apply(message.delta) : undefined;
    const call = message.do === "answer" ? this.#tasks.get(message.call) : this.#newCall(message, lane);
    if (!call || (message.do === "answer" && !call.open.delete(message.question))) return;
    this.#current = call;
    this.#fault.first = null;
    let ms = 0;
    try {
      // One that was never made has nothing to clean up.
      const instance = message.do === "dispose" ? this.#instance : this.#ready(call);
      this.#clock.begin(call.number, "running");
      const status = instance ? enter(instance, message, lane) : 0;
      if (status !== 0) throw new GuestFault("plugin_failed", `it answered ${status}`);
      ms = this.#clock.end();
      this.#succeeded(call, ms);
    } catch (error) {
      ms = this.#clock.end();
      this.#failed(call, error, ms);
    } finally {
      this.#current = null;
    }
  }

  #newCall(message: Exclude<CallMessage, { do: "answer" }>, lane: GuestLane | undefined): GuestCall {
    const call = this.#callOf(message.call, message.do, lane);
    if (call.kind === "task") this.#tasks.set(call.number, call);
    return call;
  }

  #callOf(number: number, kind: GuestCall["kind"], lane?: GuestLane): GuestCall {
    const { output } = this.#load.limits;
    return createGuestCall({ number, kind, lane: lane ?? null, memory: () => this.#side.memory(), output });
  }

  /** An instance that knows the settings. */
  #ready(call: GuestCall): Instance {
    if (this.#instance && !this.#isStale) return this.#instance;
    // What it says and wants while it is started belongs to no stage or task.
    this.#current = call.kind === "start" ? call : this.#callOf(call.number, "start");
    this.#clock.begin(call.number, "starting");
    this.#instance ??= instantiate(this.#load.module, this.#side, this.#fault);
    const instance = this.#instance;
    if (instance.has("aperture_init")) {
      const status = instance.call("aperture_init", instance.place(this.#config), this.#config.length);
      if (status !== 0) throw new GuestFault("plugin_failed", `aperture_init answered ${status}`);
    }
    this.#clock.end();
    this.#isStale = false;
    this.#current = call;
    return instance;
  }

  #succeeded(call: GuestCall, guestMs: number): void {
    const spent = this.#spent(call, guestMs);
    const read = { content: call.texts.wasRead, stored: this.#store.wasRead };
    const writes = this.#store.commit();
    const goesOn = call.kind === "task" && call.result === null && call.open.size > 0;
    if (goesOn) {
      this.#say({ say: "writes", ...spent, writes, read });
      return;
    }
    this.#tasks.delete(call.number);
    const patch = call.patch?.crossed() ?? null;
    const handled = call.kind === "start" ? call.handled : null;
    this.#say({ say: "done", ...spent, patch, result: call.result, writes, read, handled });
  }

  #failed(call: GuestCall, error: unknown, guestMs: number): void {
    const spent = this.#spent(call, guestMs);
    const { code, message: reason } = faultOf(this.#fault.first ?? error, spent.memory, this.#load.limits.memory);
    this.#store.rollback();
    this.#instance = null;
    this.#isStale = true;
    this.#tasks.delete(call.number);
    this.#say({ say: "failed", ...spent, code, reason });
    // What other tasks had in the instance is lost with it.
    for (const task of this.#tasks.values())
      this.#say({
        say: "failed",
        ...this.#spent(task, 0),
        code: "plugin_failed",
        reason: `it was started anew: ${reason}`,
      });
    this.#tasks.clear();
  }

  #spent(call: GuestCall, guestMs: number) {
    return { plugin: this.#load.plugin, call: call.number, guestMs, memory: this.#instance?.memory.size ?? 0 };
  }

  #createSide(): GuestSide {
    const { plugin, limits } = this.#load;
    const guest = this;
    const inside = <T>(thing: T | null | undefined): T => {
      if (thing !== null && thing !== undefined) return thing;
      throw new GuestFault("plugin_failed", "it calls the host before it has been started");
    };
    return {
      limits,
      store: this.#store,
      get grants() {
        return guest.#grants;
      },
      memory: (): GuestMemory => inside(this.#instance?.memory),
      call: () => inside(this.#current),
      ask: (capability, input) => {
        const question = ++this.#questions;
        this.#say({ say: "ask", plugin, call: inside(this.#current).number, question, capability, input });
        return question;
      },
      log: (level, message) => this.#say({ say: "log", plugin, level: logLevels[level] ?? "info", message }),
    };
  }
}

/** Calls the export that the message is for. An export that is not there handles nothing, which only a task minds. */
function enter(instance: Instance, message: CallMessage, lane: GuestLane | undefined): number {
  switch (message.do) {
    case "start":
      return 0;
    case "stage": {
      if (!instance.has("aperture_stage")) throw new GuestFault("plugin_failed", "it does not export aperture_stage");
      const { records, count } = lane!;
      const request = Buffer.from(message.request);
      const at = instance.place(new Uint8Array(records.buffer, records.byteOffset, records.byteLength));
      const requestAt = instance.place(request);
      return instance.call("aperture_stage", hooks.indexOf(message.hook), at, count, requestAt, request.length);
    }
    case "task": {
      if (!instance.has("aperture_task")) throw new GuestFault("plugin_failed", "it does not export aperture_task");
      const input = Buffer.from(message.input);
      return instance.call("aperture_task", taskKinds.indexOf(message.kind), instance.place(input), input.length);
    }
    case "answer": {
      if (!instance.has("aperture_answer")) throw new GuestFault("plugin_failed", "it does not export aperture_answer");
      const json = Buffer.from(message.json);
      const at = instance.place(json);
      return instance.call("aperture_answer", message.question, message.status, at, json.length);
    }
    case "dispose":
      if (instance.has("aperture_dispose")) instance.call("aperture_dispose");
      return 0;
  }
}
