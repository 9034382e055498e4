import type { PluginPermissions } from "@aperture/sdk";
import { ApertureError } from "@aperture/sdk";
import { bytesOf } from "@aperture/sdk/plugin/quantities";
import type { Json, StageCall, StageReply, TaskCall } from "../border/calls.ts";
import { createLaneReplicas, type LaneReplicas } from "../border/lane-replicas.ts";
import { plainMessage } from "../border/plain-message.ts";
import { readPatch } from "../border/read-patch.ts";
import type { GuestHandlers, Runner, RunnerOptions } from "../border/runner.ts";
import { handlersOf } from "./handlers-of.ts";
import { keepStored, type StoreKeeper } from "./keep-stored.ts";
import { limitModule } from "./module/limit-module.ts";
import { ModuleRefused } from "./module/module-refused.ts";
import { readResult } from "./read-result.ts";
import type { FromThread, ModuleGrants, ToThread } from "./thread/messages.ts";
import { pluginGone, pluginTrouble } from "./thread/plugin-trouble.ts";
import type { CallRequest, Done, WasmThread } from "./thread/wasm-thread.ts";

/** One plugin in the shared thread. Errors are `ApertureError`s of docs/errors/plugins.md. */
export function createWasmRunner(options: RunnerOptions, thread: WasmThread): Runner {
  return new WasmRunner(options, thread);
}

class WasmRunner implements Runner {
  readonly #options: RunnerOptions;
  readonly #thread: WasmThread;
  readonly #replicas: LaneReplicas = createLaneReplicas();
  readonly #store: StoreKeeper;
  #permissions: PluginPermissions;
  #config: string;
  #client: number | null = null;
  #memory = 0;
  #isOver = false;
  readonly #used = new Set<string>();

  constructor(options: RunnerOptions, thread: WasmThread) {
    this.#options = options;
    this.#thread = thread;
    this.#permissions = options.permissions;
    this.#config = JSON.stringify(options.config);
    this.#store = keepStored(options, (stored) => this.#post((plugin) => ({ do: "restore", plugin, stored })));
  }

  async start(): Promise<GuestHandlers> {
    const { plugin, limits } = this.#options;
    const module = await this.#compile();
    if (this.#isOver) throw pluginGone(plugin.id);
    const client = this.#thread.join({
      name: plugin.id,
      memory: limits.memory,
      load: (client) => {
        // A new thread has nothing of what was sent to the one before.
        this.#replicas.clear();
        return {
          do: "load",
          plugin: client,
          module,
          config: this.#config,
          stored: this.#store.all(),
          grants: grantsOf(this.#permissions),
          limits,
        };
      },
      told: (message) => this.#told(message),
      gone: (error) => {
        if (this.#isOver) return;
        this.#isOver = true;
        this.#options.gone(error);
      },
    });
    this.#client = client;
    try {
      return await this.#begin(client, module);
    } catch (error) {
      // Nothing will ever be asked of it: a plugin that did not start holds no place in the thread.
      this.#isOver = true;
      this.#thread.leave(client);
      throw error;
    }
  }

  async #begin(client: number, module: WebAssembly.Module): Promise<GuestHandlers> {
    const { plugin, limits } = this.#options;
    const { handled } = await this.#call("start", "start", limits.startMs, (call) => ({
      do: "start",
      plugin: client,
      call,
    }));
    return handlersOf(handled ?? [], plugin.manifest, module);
  }

  async stage(call: StageCall): Promise<StageReply> {
    const { hook, lane, blocks, deadlineMs } = call;
    const permissions = call.permissions ?? this.#permissions;
    if (permissions.blocks && blocks.length > 0) this.#use("blocks.read:metadata");
    const request = JSON.stringify(call.request);
    const done = await this.#call("stage", hook, deadlineMs, (number) => ({
      do: "stage",
      plugin: this.#client!,
      call: number,
      hook,
      request,
      delta: this.#replicas.delta(lane, call.request.turn, blocks, permissions),
    }));
    const bounds = { plugin: this.#options.plugin.id, stage: hook, output: this.#options.limits.output };
    return { patch: readPatch(done.patch, bounds), guestMs: done.guestMs };
  }

  async task({ deadlineMs, ...input }: TaskCall): Promise<Json> {
    const json = JSON.stringify({ ...input, now: this.#options.now() });
    const { kind } = input;
    const done = await this.#call("task", kind, deadlineMs, (call) => ({
      do: "task",
      plugin: this.#client!,
      call,
      kind,
      input: json,
    }));
    await this.#store.settled();
    return readResult(done.result, { plugin: this.#options.plugin.id, stage: kind });
  }

  configure(config: Json, permissions: PluginPermissions): void {
    this.#config = JSON.stringify(config);
    // What may be seen is decided when blocks are packed: what was sent under other permissions is dropped.
    if (JSON.stringify(permissions) !== JSON.stringify(this.#permissions)) this.#replicas.clear();
    this.#permissions = permissions;
    this.#post((plugin) => ({ do: "configure", plugin, config: this.#config, grants: grantsOf(permissions) }));
  }

  forget(lane: number): void {
    this.#replicas.forget(lane);
  }

  memory(): number {
    return this.#isOver ? 0 : this.#memory;
  }

  async dispose(graceMs: number): Promise<void> {
    if (this.#isOver) return;
    const call =
      this.#client === null
        ? null
        : this.#call("dispose", "dispose", graceMs, (number) => ({
            do: "dispose",
            plugin: this.#client!,
            call: number,
          }));
    this.#isOver = true;
    // It is going anyway: what it did with its last moments is for the log at most.
    await call?.catch((error: Error) => this.#options.log("warn", `dispose: ${error.message}`));
    await this.#store.settled();
    if (this.#client !== null) this.#thread.leave(this.#client);
  }

  async #compile(): Promise<WebAssembly.Module> {
    const { plugin, limits } = this.#options;
    try {
      return await WebAssembly.compile(limitModule(plugin.entry, limits.memory));
    } catch (error) {
      const isKnown = error instanceof ModuleRefused || error instanceof WebAssembly.CompileError;
      const reason = isKnown ? error.message : "it could not be compiled";
      throw pluginTrouble({ plugin: plugin.id, stage: "start" }, "plugin_failed", reason, 0);
    }
  }

  #call(
    kind: CallRequest["kind"],
    stage: string,
    deadlineMs: number,
    message: (call: number) => ToThread,
  ): Promise<Done> {
    const { plugin, limits } = this.#options;
    if (this.#isOver || this.#client === null) return Promise.reject(pluginGone(plugin.id));
    const { startMs } = limits;
    return this.#thread.call({ plugin: plugin.id, stage, client: this.#client, kind, startMs, deadlineMs, message });
  }

  #post(message: (client: number) => ToThread): void {
    if (this.#client !== null && !this.#isOver) this.#thread.post(message(this.#client));
  }

  #told(message: FromThread): void {
    if (message.say === "log") this.#options.log(message.level, plainMessage(message.message, 4_000));
    else if (message.say === "ask") void this.#ask(message);
    else {
      this.#memory = message.memory;
      if (message.say === "failed") return;
      this.#store.written(message.writes);
      if (message.read.content) this.#use("blocks.read:content");
      if (message.read.stored) this.#use(`storage:${this.#permissions.storage}`);
    }
  }

  async #ask({ plugin, call, question, capability, input }: Extract<FromThread, { say: "ask" }>): Promise<void> {
    const answer = (status: 0 | 1, json: string) =>
      this.#thread.answer({ do: "answer", plugin, call, question, status, json });
    try {
      answer(0, JSON.stringify(await this.#options.capability(capability, JSON.parse(input) as Json)));
    } catch (error) {
      const known = ApertureError.is(error) ? { code: error.code, message: error.message } : null;
      const invalid =
        error instanceof SyntaxError ? { code: "plugin_bad_answer", message: "the question is no JSON" } : null;
      answer(1, JSON.stringify(known ?? invalid ?? { code: "plugin_failed", message: "the host could not do it" }));
    }
  }

  #use(capability: string): void {
    if (this.#used.has(capability)) return;
    this.#used.add(capability);
    this.#options.used(capability);
  }
}

function grantsOf({ storage }: PluginPermissions): ModuleGrants {
  return { quota: storage === undefined ? null : bytesOf(storage) };
}
