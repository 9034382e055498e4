import { ApertureError, type PluginPermissions } from "@aperture/sdk";
import { bytesOf } from "@aperture/sdk/plugin/quantities";
import type { Json, StageReply } from "../border/calls.ts";
import { createLaneReplicas } from "../border/lane-replicas.ts";
import { plainMessage } from "../border/plain-message.ts";
import { readPatch } from "../border/read-patch.ts";
import type { GuestHandlers, Runner, RunnerOptions } from "../border/runner.ts";
import { answerAsk } from "./answer-ask.ts";
import type { CallEnd, CallFailure, CallResult, FromWorker, GuestSettings, ToWorker } from "./messages.ts";
import { createPendingCalls } from "./pending-calls.ts";
import { readHandlers } from "./read-handlers.ts";
import { createSpareWorkers, type SpareWorker, type SpareWorkers } from "./spare-workers.ts";
import { createStorageWriter } from "./storage-writer.ts";
import { createWatchdog, type Watchdog } from "./watchdog.ts";

export interface SandboxParts {
  /** Shared by all plugins; without it each runner starts its own thread. */
  readonly spares?: SpareWorkers;
}

type Ended = { readonly result: CallResult; readonly end: CallEnd };

/**
 * The runtime `js`: QuickJS in a thread of the plugin's own. What guards the host: QuickJS has no function of the host but those of
 * `worker/host-functions.ts`; its memory has a maximum; the thread can be ended at any moment; and whatever comes from the thread is
 * read here as if a stranger had sent it.
 */
export function createSandboxRunner(options: RunnerOptions, { spares }: SandboxParts = {}): Runner {
  const { plugin, limits } = options;
  let { permissions } = options;
  let config = JSON.stringify(options.config);
  let state: "new" | "starting" | "running" | "stopping" | "ended" = "new";
  let spare: SpareWorker | undefined;
  let watchdog: Watchdog | undefined;
  let bytes = 0;
  const replicas = createLaneReplicas();
  const storage = createStorageWriter(options, () => permissions);
  const pending = createPendingCalls(() => fail(timeout("a call", limits.taskMs)));

  const facts = (stage: string) => ({ plugin: plugin.id, stage });
  const timeout = (stage: string, limit: number) => new ApertureError("plugin_timeout", { ...facts(stage), limit });
  const outOfMemory = (stage: string) =>
    new ApertureError("plugin_out_of_memory", { ...facts(stage), limit: Math.round(limits.memory / 1_048_576) });
  const failed = (stage: string, reason: string) =>
    new ApertureError("plugin_failed", { ...facts(stage), reason: plainMessage(reason) });
  const gone = () => new ApertureError("plugin_gone", { plugin: plugin.id });

  /** Nothing runs any more; calls under way end with `error`, or with `plugin_gone`. */
  function end(error: Error | undefined): Promise<unknown> {
    if (state === "ended") return Promise.resolve();
    state = "ended";
    watchdog?.rest();
    for (const call of pending.takeAll()) call.reject(error ?? gone());
    const worker = spare?.worker;
    spare = undefined;
    bytes = 0;
    replicas.clear();
    worker?.removeAllListeners();
    // A thread that is told to end may still say that it could not.
    worker?.on("error", () => {});
    return worker?.terminate() ?? Promise.resolve();
  }

  /** It ended without being told to. */
  function fail(error: Error): void {
    const wasRunning = state === "running";
    void end(error);
    if (wasRunning) options.gone(error);
  }

  function errorOf(number: number, failure: CallFailure): ApertureError {
    const { what, deadlineMs } = pending.get(number) ?? { what: "a call", deadlineMs: limits.taskMs };
    if (failure.code === "plugin_timeout") return timeout(what, deadlineMs);
    if (failure.code === "plugin_out_of_memory") return outOfMemory(what);
    return failed(what, failure.message);
  }

  function receive(message: FromWorker): void {
    switch (message.type) {
      case "ask":
        void answerAsk(options.capability, message).then((answer) => spare?.worker.postMessage(answer));
        return;
      case "quiet":
        if (pending.size === 0) watchdog?.rest();
        return;
      case "broken":
        fail(failed("the background", "it went on running after its calls had ended"));
        return;
      case "done":
      case "failed":
        finish(message);
        return;
      case "ready":
        return;
      default:
        throw new TypeError("there is no such message");
    }
  }

  function finish(message: Extract<FromWorker, { type: "done" | "failed" }>): void {
    if (pending.get(message.call) === undefined) return;
    // Read before the call is taken: what cannot be read ends the thread, and this call with it.
    hear(message);
    if (message.type === "done") void storage.write(message.writes);
    bytes = Number(message.memory);
    const error = message.type === "failed" ? errorOf(message.call, message.failure) : undefined;
    const call = pending.take(message.call);
    if (pending.size === 0 && !message.busy) watchdog?.rest();
    if (message.type === "done") call?.resolve({ result: message.result, end: message });
    if (error === undefined) return;
    call?.reject(error);
    if (message.broken) fail(error);
  }

  /** Logs, and what of its rights it used. */
  function hear({ logs, droppedLogs, used }: CallEnd): void {
    for (const [level, text] of logs.slice(0, limits.logLines))
      options.log(isLevel(level) ? level : "info", plainMessage(text, 2_000));
    if (droppedLogs > 0) options.log("warn", `${droppedLogs} more lines were dropped`);
    for (const right of used) {
      if (right === "storage") options.used(`storage:${permissions.storage}`);
      else options.used(`blocks.read:${right === "content" ? "content" : "metadata"}`);
    }
  }

  function send(what: string, deadlineMs: number, messageOf: (call: number) => ToWorker): Promise<Ended> {
    const worker = spare?.worker;
    if (worker === undefined || state === "ended") return Promise.reject(gone());
    return new Promise((resolve, reject) => {
      const call = pending.add({ what, deadlineMs, resolve, reject });
      worker.postMessage(messageOf(call));
      watchdog?.watch();
    });
  }

  function listen({ worker, clock }: SpareWorker): void {
    watchdog = createWatchdog(clock, () => {
      const [call] = pending.all();
      fail(timeout(call?.what ?? "the background", call?.deadlineMs ?? limits.taskMs));
    });
    worker.on("message", (message: FromWorker) => {
      try {
        receive(message);
      } catch {
        // Not what our own code in the thread would send.
        fail(new ApertureError("plugin_bad_answer", { ...facts("its thread"), reason: "it is no message" }));
      }
    });
    worker.on("error", (error: Error & { code?: string }) =>
      fail(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? outOfMemory("its thread") : failed("its thread", error.message)),
    );
    worker.on("exit", () => fail(failed("its thread", "it ended")));
  }

  return {
    async start() {
      if (state !== "new") throw new ApertureError("plugin_gone", { plugin: plugin.id });
      state = "starting";
      const own = spares ?? createSpareWorkers({ size: 0 });
      const taken = await own.take();
      // Disposed of while it waited.
      if ((state as string) === "ended") {
        await taken.worker.terminate();
        throw gone();
      }
      spare = taken;
      listen(taken);
      try {
        const { result } = await send("start", limits.startMs, (call) => ({
          type: "boot",
          call,
          source: new TextDecoder().decode(plugin.entry),
          manifest: JSON.stringify(plugin.manifest),
          limits,
          settings: settingsOf(config, permissions),
          stored: [...options.stored].map(([key, value]) => [key, JSON.stringify(value)] as const),
          now: options.now(),
          deadlineMs: limits.startMs,
        }));
        const handlers: GuestHandlers = readHandlers(plugin.id, result);
        state = "running";
        return handlers;
      } catch (error) {
        await end(undefined);
        throw error;
      }
    },

    async stage({ hook, lane, request, blocks, deadlineMs, permissions: narrowed }) {
      if (state !== "running") throw gone();
      spare?.clock.wait(true);
      const { result, end: ended } = await send(hook, deadlineMs, (call) => ({
        type: "stage",
        call,
        hook,
        request: JSON.stringify(request),
        now: request.now,
        delta: replicas.delta(lane, request.turn, blocks, narrowed ?? permissions),
        deadlineMs,
      }));
      const patch = readPatch(result, { plugin: plugin.id, stage: hook, output: limits.output });
      return { patch, guestMs: Number(ended.guestMs) } satisfies StageReply;
    },

    async task({ deadlineMs, ...task }) {
      if (state !== "running") throw gone();
      const what = nameOf(task);
      const { result } = await send(what, deadlineMs, (call) => ({
        type: "task",
        call,
        input: JSON.stringify(task),
        now: options.now(),
        deadlineMs,
      }));
      await storage.settled();
      return readAnswer(result, plugin.id, what, limits.output);
    },

    configure(changed, granted) {
      config = JSON.stringify(changed);
      // What may be seen is decided when blocks are packed: what was sent under other permissions is dropped.
      if (JSON.stringify(granted) !== JSON.stringify(permissions)) replicas.clear();
      permissions = granted;
      spare?.worker.postMessage({ type: "configure", settings: settingsOf(config, permissions) } satisfies ToWorker);
    },

    forget(lane) {
      replicas.forget(lane);
    },

    memory: () => bytes,

    async dispose(graceMs) {
      const wasRunning = state === "running";
      if (wasRunning) state = "stopping";
      if (wasRunning && graceMs > 0)
        await send("dispose", graceMs, (call) => ({ type: "dispose", call, deadlineMs: graceMs })).catch(() => {});
      await end(undefined);
      await storage.settled();
    },
  };
}

const isLevel = (level: string): level is "debug" | "info" | "warn" | "error" =>
  ["debug", "info", "warn", "error"].includes(level);

const settingsOf = (config: string, { storage }: PluginPermissions): GuestSettings => ({
  config,
  storageQuota: storage === undefined ? null : bytesOf(storage),
});

function nameOf(task: { readonly kind: string; readonly type?: string; readonly name?: string }): string {
  const which = task.type ?? task.name;
  return which === undefined ? task.kind : `${task.kind} ${which}`;
}

/** JSON of a task's answer. Throws `plugin_bad_answer`. */
function readAnswer(result: CallResult, id: string, stage: string, most: number): Json {
  const bad = (reason: string) => new ApertureError("plugin_bad_answer", { plugin: id, stage, reason });
  if (result.kind !== "task" || typeof result.json !== "string") throw bad("it is no answer");
  if (result.json.length > most) throw bad(`it is larger than ${most} bytes`);
  try {
    return JSON.parse(result.json) as Json;
  } catch {
    throw bad("it is no JSON");
  }
}
