import type { CreateRunner } from "../border/runner.ts";
import { createWasmThread } from "./thread/wasm-thread.ts";
import { createWasmRunner } from "./wasm-runner.ts";

/** Runners of the `wasm` runtime that share one thread. */
export interface WasmRunners {
  readonly create: CreateRunner;
  /** Ends the thread whatever runs in it; calls under way reject with `plugin_gone`. */
  close(): Promise<void>;
}

/** Starts nothing: the thread comes with the first plugin and goes with the last. */
export function createWasmRunners(): WasmRunners {
  const thread = createWasmThread();
  return { create: (options) => createWasmRunner(options, thread), close: () => thread.close() };
}
