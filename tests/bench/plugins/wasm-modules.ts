import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { StageCall } from "../../../packages/host/src/border/calls.ts";
import type { Runner } from "../../../packages/host/src/border/runner.ts";
import { optionsOf } from "../../../packages/host/src/sandbox/testing/run-plugin.ts";
import { createWasmRunners } from "../../../packages/host/src/wasm/create-wasm-runners.ts";

const file = fileURLToPath(new URL("../../fixtures/plugins-wasm/trim-c.wasm", import.meta.url));

/** Modules that share one thread. */
export async function startWasmModules() {
  const wasm = createWasmRunners();
  const runners: Runner[] = [];
  return {
    async add(call: StageCall): Promise<void> {
      const options = optionsOf("", { config: { tokens: 500 } }, { logs: [], used: [], gone: [] });
      const id = `module-${runners.length}`;
      const plugin = { ...options.plugin, id, entry: new Uint8Array(readFileSync(file)) };
      const runner = wasm.create({ ...options, plugin, limits: { ...options.limits, memory: 4 * 1_048_576 } });
      await runner.start();
      await runner.stage(call);
      runners.push(runner);
    },
    async close(): Promise<void> {
      await Promise.all(runners.map((runner) => runner.dispose(0)));
      await wasm.close();
    },
  };
}
