import type { Json } from "../../border/calls.ts";
import type { PluginServices } from "../services.ts";
import { memoryStore } from "./memory-store.ts";

export interface MemoryServices extends PluginServices {
  /** What was told, oldest first. */
  readonly told: { readonly type: string; readonly data: Json }[];
  /** As if the engine told it. */
  happen(type: string, data: Json): void;
  /** Listeners that did not leave. */
  listeners(): number;
}

/** A program around a plugin host that does nothing and remembers what it was told. */
export function memoryServices(): MemoryServices {
  const listeners = new Set<(event: { readonly type: string; readonly data: Json }) => void>();
  const told: { readonly type: string; readonly data: Json }[] = [];
  const nothing = async (): Promise<never> => {
    throw new Error("this program does nothing");
  };
  return {
    told,
    happen: (type, data) => {
      for (const listener of listeners) listener({ type, data });
    },
    listeners: () => listeners.size,
    store: memoryStore(),
    protection: { lost: () => [], forget() {} },
    state: nothing,
    operate: nothing,
    stage: nothing,
    unstage: nothing,
    note: nothing,
    undoAll: async () => 0,
    effect: () => ({ tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 }),
    emit: (type, data) => void told.push({ type, data }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    secret: () => null,
    projects: () => [],
    session: () => null,
    ownPorts: () => [],
    speech: null,
  };
}
