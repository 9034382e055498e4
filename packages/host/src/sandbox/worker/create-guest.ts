import process from "node:process";
import { createTextKit } from "@aperture/sdk/plugin/port/text-kit";
import { createGuestLanes } from "../../border/guest-lanes.ts";
import { ownThreadTime } from "../../border/thread-time.ts";
import type { CallClock } from "../call-clock.ts";
import type { CallEnd, CallFailure, CallResult, FromWorker, GuestSettings, ToWorker, WorkerSeed } from "../messages.ts";
import { GuestFault, loadGuestCode, readFailure } from "./guest-code.ts";
import { createGuestOutput } from "./guest-output.ts";
import { createGuestStorage, refusal } from "./guest-storage.ts";
import { createGuestStrings } from "./guest-strings.ts";
import { defineHostFunctions, emptyKit, type HostState, noBlocks } from "./host-functions.ts";
import type { LoadedQuickjs } from "./load-quickjs.ts";
import { createRawFunctions } from "./raw-functions.ts";

type Message<T extends ToWorker["type"]> = Extract<ToWorker, { readonly type: T }>;

/** One plugin inside QuickJS. Each method answers through `send`, in the end. */
export interface Guest {
  boot(): void;
  stage(message: Message<"stage">): void;
  task(message: Message<"task">): void;
  answer(message: Message<"answer">): void;
  configure(settings: GuestSettings): void;
  dispose(message: Message<"dispose">): void;
}

export interface GuestParts {
  readonly loaded: LoadedQuickjs;
  readonly seed: WorkerSeed;
  readonly clock: CallClock;
  readonly send: (message: FromWorker) => void;
  /** Taken before the thread's globals were. */
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setImmediate: typeof setImmediate;
}

interface Begun {
  readonly kind: "boot" | "task" | "dispose";
  /** Ms on `milliseconds()`. */
  readonly until: number;
  readonly timer: NodeJS.Timeout;
  guestMs: number;
}

const outOfTime: CallFailure = { code: "plugin_timeout", message: "" };
/** Outstanding questions of all tasks together. */
const MOST_ASKS = 32;
/** Jobs run for so long before messages are looked at: a stage's call does not wait behind a task. */
const SLICE_MS = 4;
/** For this long altogether may a guest go on when nothing of it is awaited; then it is ended. */
const AFTERWARDS_MS = 50;

/** Makes the sandbox and loads what belongs to it; the plugin itself is loaded by `boot`. */
export function createGuest(start: Message<"boot">, parts: GuestParts): Guest {
  const { loaded, seed, clock, send } = parts;
  const { limits } = start;
  let { settings } = start;
  const runtime = loaded.quickjs.newRuntime({ maxStackSizeBytes: limits.stack });
  let wasInterrupted = false;
  runtime.setInterruptHandler(() => {
    if ((clock.overrun() ?? -1) < 0) return false;
    wasInterrupted = true;
    return true;
  });
  const context = runtime.newContext();
  const strings = createGuestStrings(context, loaded);
  const storage = createGuestStorage(start.stored, () => settings.storageQuota);
  const output = createGuestOutput(limits);
  const lanes = createGuestLanes();
  const begun = new Map<number, Begun>();
  const asked = new Set<number>();
  let afterwardsMs = 0;
  let isPumping = false;
  let isBroken = false;
  let runsSince: number | undefined;

  const state: HostState = {
    lane: noBlocks,
    turn: 1,
    kit: emptyKit(),
    stringsVersion: 0,
    given: new Map([["config", settings.config]]),
    used: new Set(),
    ask(ask, capability, input) {
      if (begun.size === 0) throw refusal("plugin_failed", "the host can be asked in tasks only");
      if (asked.size >= MOST_ASKS) throw refusal("plugin_failed", `at most ${MOST_ASKS} questions at a time`);
      asked.add(ask);
      send({ type: "ask", ask, capability, input });
    },
    settled(call, ok, json) {
      if (ok) end(call, { kind: "task", json });
      else end(call, undefined, wasInterrupted ? outOfTime : readFailure(json));
    },
  };
  const create = createRawFunctions(runtime, context, loaded, strings);
  defineHostFunctions({ context, create, storage, output, state, manifest: start.manifest, longest: limits.output });
  const code = loadGuestCode(runtime, context, strings, seed.library, start.source);

  /** What goes with the end of a call. */
  function ending(call: number, guestMs: number, isWell: boolean): CallEnd {
    if (!isWell) storage.takeBack();
    const used = [...state.used];
    state.used.clear();
    return {
      call,
      guestMs,
      memory: loaded.memory.buffer.byteLength,
      ...output.takeLogs(),
      writes: storage.take(),
      used,
      busy: !isBroken && runtime.hasPendingJob(),
      broken: isBroken,
    };
  }

  function end(call: number, result?: CallResult, failure?: CallFailure): void {
    const begunCall = begun.get(call);
    if (begunCall === undefined) return;
    begun.delete(call);
    parts.clearTimeout(begunCall.timer);
    if (failure?.code === "plugin_out_of_memory") isBroken = true;
    const running = runsSince === undefined ? 0 : milliseconds() - runsSince;
    const tail = ending(call, begunCall.guestMs + running, failure === undefined);
    if (failure) send({ type: "failed", failure, ...tail });
    else if (begunCall.kind === "boot" && result?.kind === "task")
      send({ type: "done", result: { kind: "boot", handlers: result.json }, ...tail });
    else if (begunCall.kind === "dispose") send({ type: "done", result: { kind: "dispose" }, ...tail });
    else if (result) send({ type: "done", result, ...tail });
    if (begun.size > 0) return;
    asked.clear();
    state.kit = emptyKit();
  }

  /** Runs the guest for at most `budgetMs`; never from inside of it. Says why it did not come back, if so. */
  function attempt(budgetMs: number, run: () => void, isTask = true): CallFailure | undefined {
    const from = milliseconds();
    runsSince = from;
    const isAfterwards = isTask && begun.size === 0;
    const ownBefore = isAfterwards ? ownThreadTime() : 0;
    wasInterrupted = false;
    clock.begin(budgetMs, isTask);
    try {
      run();
      // Spreading an endless iterator catches the interruption inside QuickJS and throws it on as an ordinary error.
      return wasInterrupted ? outOfTime : undefined;
    } catch (error) {
      if (error instanceof GuestFault && error.isBroken) isBroken = true;
      if (wasInterrupted) return outOfTime;
      if (isFull()) return { code: "plugin_out_of_memory", message: "" };
      return { code: "plugin_failed", message: error instanceof GuestFault ? error.message : "the sandbox broke" };
    } finally {
      clock.end();
      runsSince = undefined;
      const ran = milliseconds() - from;
      for (const each of begun.values()) each.guestMs += ran;
      if (isAfterwards) afterwardsMs += ownThreadTime() - ownBefore;
    }
  }

  /** Growing it further was refused: a failure without words is one of memory. */
  const isFull = () => loaded.memory.buffer.byteLength > limits.memory - 2 * 1024 * 1024;

  function begin(kind: Begun["kind"], call: number, deadlineMs: number, run: () => void): void {
    const timer = parts.setTimeout(() => end(call, undefined, outOfTime), Math.max(1, deadlineMs));
    begun.set(call, { kind, until: milliseconds() + deadlineMs, timer, guestMs: 0 });
    const failure = attempt(deadlineMs, run);
    if (failure) end(call, undefined, failure);
    pumpSoon();
  }

  function pumpSoon(): void {
    if (isPumping) return;
    if (isBroken) {
      send({ type: "broken" });
      return;
    }
    if (!runtime.hasPendingJob()) {
      afterwardsMs = 0;
      return;
    }
    isPumping = true;
    parts.setImmediate(pump);
  }

  function pump(): void {
    isPumping = false;
    const until = [...begun.values()].reduce((most, each) => Math.max(most, each.until), 0);
    const budget = begun.size > 0 ? until - milliseconds() : AFTERWARDS_MS - afterwardsMs;
    const from = milliseconds();
    const failure = attempt(budget, () => {
      while (code.runJobs(8) && milliseconds() - from < SLICE_MS);
    });
    // A guest that was stopped goes on, if all it did was to keep a request waiting: on a busy machine a good one does that too. What is
    // awaited has its deadline; what is not is judged by what it ran itself.
    const isOver =
      begun.size > 0
        ? failure?.code === "plugin_timeout" && milliseconds() >= until
        : afterwardsMs >= AFTERWARDS_MS - SLICE_MS;
    if (failure) for (const call of [...begun.keys()]) end(call, undefined, failure);
    if (begun.size === 0 && isOver) isBroken = true;
    pumpSoon();
    if (!isPumping && !isBroken) send({ type: "quiet" });
  }

  return {
    boot() {
      state.given.set("now", String(start.now));
      begin("boot", start.call, start.deadlineMs, () => void code.call("boot", start.call));
    },
    stage({ call, hook, request, now, delta, deadlineMs }) {
      const kit = state.kit;
      state.lane = lanes.apply(delta);
      state.turn = turnOf(request);
      state.kit = createTextKit(state.lane);
      state.stringsVersion = lanes.version(delta.lane);
      state.given.set("now", String(now)).set("request", request);
      output.begin();
      const from = milliseconds();
      let said = "";
      const failure = attempt(deadlineMs, () => (said = code.call("stage", hook)), false);
      const guestMs = milliseconds() - from;
      const refused = failure ?? (said === "" ? undefined : readFailure(said));
      if (refused?.code === "plugin_out_of_memory") isBroken = true;
      const patch = output.takePatch();
      const tail = ending(call, guestMs, refused === undefined);
      if (refused) send({ type: "failed", failure: refused, ...tail });
      else send({ type: "done", result: { kind: "stage", ...patch }, ...tail });
      state.lane = noBlocks;
      state.kit = kit;
      pumpSoon();
    },
    task({ call, input, now, deadlineMs }) {
      state.given.set("now", String(now)).set("task", input);
      begin("task", call, deadlineMs, () => void code.call("task", call));
    },
    answer({ ask, ok, json }) {
      if (!asked.delete(ask) || isBroken) return;
      attempt(AFTERWARDS_MS, () => void code.call("answer", ask, ok, json));
      pumpSoon();
    },
    configure(changed) {
      settings = changed;
      state.given.set("config", changed.config);
    },
    dispose({ call, deadlineMs }) {
      begin("dispose", call, deadlineMs, () => void code.call("dispose", call));
    },
  };
}

const turnOf = (request: string): number => {
  const { turn } = JSON.parse(request) as { turn?: unknown };
  return typeof turn === "number" ? turn : 1;
};

// The worker's `performance` goes with its other globals.
const hrtime = process.hrtime;
const milliseconds = (): number => {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
};
