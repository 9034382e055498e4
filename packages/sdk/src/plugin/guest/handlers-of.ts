import { handlerNames, partsOf } from "./plugin-parts.ts";

/** What a plugin's code handles: held against its manifest by `plugin check` and `doctor`. */
export interface PluginHandlers {
  /** Hooks of stages. */
  readonly stages: string[];
  readonly events: string[];
  readonly actions: string[];
  readonly schedule: boolean;
  readonly panel: boolean;
  readonly serve: boolean;
}

/** Reads it from either form of plugin. Throws where the default export is no plugin. */
export function handlersOf(plugin: unknown): PluginHandlers {
  const parts = partsOf(plugin);
  const stages = handlerNames(parts.stages);
  if (typeof parts.process === "function" && typeof parts.stage === "string" && !stages.includes(parts.stage))
    stages.push(parts.stage);
  return {
    stages,
    events: handlerNames(parts.on),
    actions: handlerNames(parts.actions),
    schedule: typeof parts.schedule === "function",
    panel: typeof parts.uiPanel === "function",
    serve: typeof parts.serve === "function",
  };
}
