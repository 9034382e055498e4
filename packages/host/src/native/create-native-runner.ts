import { ApertureError, bytesOf } from "@aperture/sdk";
import { handlersOf, type PluginHandlers, runDispose, runHook, runTask } from "@aperture/sdk/plugin/guest/guest";
import { createPlainPort, type PlainOutcome, type PlainPort } from "@aperture/sdk/plugin/port/plain-port";
import type { Json } from "../border/calls.ts";
import { plainMessage } from "../border/plain-message.ts";
import { readPatch } from "../border/read-patch.ts";
import type { Runner, RunnerOptions } from "../border/runner.ts";
import { within } from "../life/within.ts";
import { createStorageWriter } from "../sandbox/storage-writer.ts";
import { importEntry } from "./import-entry.ts";
import { createNativeLanes } from "./native-lanes.ts";

/**
 * The runtime `native`: an ES module in this process, for what ships with Aperture or the user trusted by name. Nothing holds it back:
 * it can do whatever Aperture can, and a stage that never returns stops the program. What it wants is read and checked like
 * anybody's; deadlines are measured, and reported when they have passed.
 */
export function createNativeRunner(options: RunnerOptions): Runner {
  const { plugin, limits } = options;
  let { permissions } = options;
  let config = JSON.stringify(options.config);
  let module: unknown;
  let state: "new" | "running" | "ended" = "new";
  const manifest = JSON.stringify(plugin.manifest);
  const stored = new Map(options.stored);
  const lanes = createNativeLanes();
  const storage = createStorageWriter(options, () => permissions);
  const stageLines = { said: 0 };
  const stagePort = portOf(stageLines);

  const gone = () => new ApertureError("plugin_gone", { plugin: plugin.id });
  const timeout = (stage: string, limit: number) =>
    new ApertureError("plugin_timeout", { plugin: plugin.id, stage, limit });
  const failed = (stage: string, error: unknown) =>
    ApertureError.is(error) && error.code === "plugin_timeout"
      ? error
      : new ApertureError(
          "plugin_failed",
          { plugin: plugin.id, stage, reason: plainMessage(error instanceof Error ? error.message : error) },
          { cause: error },
        );

  function portOf(lines: { said: number }, isOver: () => boolean = () => false): PlainPort {
    return createPlainPort({
      manifest,
      stored,
      quota: () => (permissions.storage === undefined ? null : bytesOf(permissions.storage)),
      ask: (capability, input) =>
        isOver() || state === "ended" ? Promise.reject(gone()) : options.capability(capability, input),
      log: (level, message) => {
        if (lines.said++ < limits.logLines) options.log(isLevel(level) ? level : "info", plainMessage(message, 2_000));
      },
    });
  }

  /** What is left of a call that went well is kept; the rights that it used are told whatever became of it. */
  function settle({ written, used }: PlainOutcome, lines: { said: number }, isKept: boolean): void {
    if (lines.said > limits.logLines) options.log("warn", `${lines.said - limits.logLines} more lines were dropped`);
    lines.said = 0;
    if (used.has("text")) options.used("blocks.read:content");
    if (used.has("storage") && permissions.storage !== undefined) options.used(`storage:${permissions.storage}`);
    if (!isKept) return;
    for (const [key, value] of written) {
      if (value === null) stored.delete(key);
      else stored.set(key, value);
    }
    void storage.write(
      [...written].map(([key, value]) => [key, value === null ? null : JSON.stringify(value)] as const),
    );
  }

  return {
    async start() {
      if (state !== "new") throw gone();
      let handlers: PluginHandlers;
      try {
        module = await within(limits.startMs, importEntry(plugin), () => timeout("start", limits.startMs));
        handlers = handlersOf(module);
      } catch (error) {
        state = "ended";
        throw ApertureError.is(error) ? error : failed("start", error);
      }
      if ((state as string) === "ended") throw gone();
      state = "running";
      return handlers;
    },

    async stage({ hook, lane, request, blocks, deadlineMs, permissions: narrowed }) {
      if (state !== "running") throw gone();
      const shown = narrowed ?? permissions;
      stagePort.begin(lanes.view(lane, request.turn, blocks, shown), request.turn);
      if (shown.blocks && blocks.length > 0) options.used("blocks.read:metadata");
      const began = performance.now();
      let error: unknown;
      try {
        runHook(module, hook, stagePort, JSON.stringify(request), config);
      } catch (thrown) {
        error = thrown ?? new Error("it threw nothing");
      }
      const guestMs = performance.now() - began;
      const outcome = stagePort.end();
      settle(outcome, stageLines, error === undefined && guestMs <= deadlineMs);
      if (guestMs > deadlineMs) throw timeout(hook, deadlineMs);
      if (error !== undefined) throw failed(hook, error);
      const crossed = { kind: "stage", json: JSON.stringify(outcome.items), texts: outcome.texts };
      return { patch: readPatch(crossed, { plugin: plugin.id, stage: hook, output: limits.output }), guestMs };
    },

    async task({ deadlineMs, ...task }) {
      if (state !== "running") throw gone();
      const what =
        task.kind === "event" ? `event ${task.type}` : task.kind === "action" ? `action ${task.name}` : task.kind;
      let isOver = false;
      // A port of its own: a stage may run while this one waits.
      const lines = { said: 0 };
      const port = portOf(lines, () => isOver);
      let json: string;
      try {
        const answer = runTask(module, JSON.stringify(task), port, config);
        json = await within(deadlineMs, answer, () => timeout(what, deadlineMs));
        settle(port.end(), lines, true);
      } catch (error) {
        settle(port.end(), lines, false);
        throw failed(what, error);
      } finally {
        isOver = true;
      }
      await storage.settled();
      if (json.length > limits.output)
        throw new ApertureError("plugin_bad_answer", {
          plugin: plugin.id,
          stage: what,
          reason: `it is larger than ${limits.output} bytes`,
        });
      return JSON.parse(json) as Json;
    },

    configure(changed, granted) {
      config = JSON.stringify(changed);
      permissions = granted;
      lanes.clear();
    },
    forget: (lane) => lanes.forget(lane),
    // It is part of this process: its memory cannot be told from the program's.
    memory: () => 0,

    async dispose(graceMs) {
      const wasRunning = state === "running";
      if (wasRunning) {
        const ended = within(graceMs, runDispose(module), () => timeout("dispose", graceMs));
        await ended.catch((error: unknown) => options.log("warn", plainMessage(failed("dispose", error).message)));
      }
      state = "ended";
      module = undefined;
      lanes.clear();
      await storage.settled();
    },
  };
}

const isLevel = (level: string): level is "debug" | "info" | "warn" | "error" =>
  ["debug", "info", "warn", "error"].includes(level);
