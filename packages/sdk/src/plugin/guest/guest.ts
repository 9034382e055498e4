export { handlersOf, type PluginHandlers } from "./handlers-of.ts";
export { runDispose } from "./run-dispose.ts";
export { runHook } from "./run-hook.ts";
export { runTask } from "./run-task.ts";
