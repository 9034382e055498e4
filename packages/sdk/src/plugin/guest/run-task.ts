import type { GuestPort } from "../guest-port.ts";
import type { Json } from "../json.ts";
import { GuestError } from "./guest-error.ts";
import { type Handler, handlerIn, type PluginParts, partsOf } from "./plugin-parts.ts";
import { serveAnswer } from "./serve-answer.ts";
import { TaskContext } from "./task-context.ts";

/** A `TaskCall` of the host, without its deadline. */
type Task =
  | { readonly kind: "event"; readonly type: string; readonly data: Json }
  | { readonly kind: "response"; readonly request: Json; readonly answer: Json }
  | { readonly kind: "schedule" }
  | { readonly kind: "action"; readonly name: string; readonly input: Json }
  | { readonly kind: "panel" }
  | { readonly kind: "serve"; readonly request: Json };

/**
 * Work outside of the request's way. Resolves with the answer as JSON, `null` where there is none. Rejects with what the plugin throws,
 * and with `GuestError` where it handles no such thing.
 */
export async function runTask(plugin: unknown, callJson: string, port: GuestPort, configJson: string): Promise<string> {
  const parts = partsOf(plugin);
  const task = JSON.parse(callJson) as Task;
  const ctx = new TaskContext(port, JSON.parse(configJson) as Json);
  const answer = await run(parts, task, ctx);
  // A panel that has nothing to show, an action without an answer.
  return JSON.stringify(task.kind === "serve" ? serveAnswer(answer) : (answer ?? null)) ?? "null";
}

function run(parts: PluginParts, task: Task, ctx: TaskContext): unknown {
  switch (task.kind) {
    case "event":
      return has(handlerIn(parts.on, task.type), `event ${task.type}`).call(
        parts.on,
        { type: task.type, data: task.data },
        ctx,
      );
    case "response": {
      const handler = has(handlerIn(parts.stages, "on_response"), "stage on_response");
      return handler.call(parts.stages, task.answer, Object.assign(ctx, { request: task.request }));
    }
    case "schedule":
      return has(parts.schedule, "schedule").call(parts, ctx);
    case "action":
      return has(handlerIn(parts.actions, task.name), `action ${task.name}`).call(parts.actions, task.input, ctx);
    case "panel":
      return has(parts.uiPanel, "uiPanel").call(parts, ctx);
    case "serve":
      return has(parts.serve, "serve").call(parts, task.request, ctx);
  }
}

function has(handler: unknown, what: string): Handler {
  if (typeof handler === "function") return handler as Handler;
  throw new GuestError("plugin_failed", `the plugin handles no ${what}`);
}
