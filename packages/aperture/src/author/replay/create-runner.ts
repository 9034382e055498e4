import type { Runner, RunnerOptions } from "@aperture/host/border/runner";
import { createSandboxRunner } from "@aperture/host/sandbox/create-sandbox-runner";
import { createWasmRunners } from "@aperture/host/wasm/create-wasm-runners";
import { ApertureError } from "@aperture/sdk";

/** The runner that will run the plugin at its users', alone. Native plugins are not run for a test: they are trusted by name first. */
export function createRunner(options: RunnerOptions): Runner {
  const { manifest } = options.plugin;
  switch (manifest.runtime) {
    case "js":
      return createSandboxRunner(options);
    case "wasm":
      return aloneInItsThread(options);
    case "native":
      throw new ApertureError("plugin_untrusted", { plugin: manifest.name });
  }
}

/** WebAssembly plugins share a thread; this one ends with its plugin. */
function aloneInItsThread(options: RunnerOptions): Runner {
  const runners = createWasmRunners();
  const runner = runners.create(options);
  return {
    start: () => runner.start(),
    stage: (call) => runner.stage(call),
    task: (call) => runner.task(call),
    configure: (config, permissions) => runner.configure(config, permissions),
    forget: (lane) => runner.forget(lane),
    memory: () => runner.memory(),
    async dispose(graceMs) {
      await runner.dispose(graceMs);
      await runners.close();
    },
  };
}
