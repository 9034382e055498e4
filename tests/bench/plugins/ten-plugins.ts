import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPluginHost } from "../../../packages/host/src/host/create-plugin-host.ts";
import type { PluginHost } from "../../../packages/host/src/host/plugin-host.ts";
import { memoryServices } from "../../../packages/host/src/host/testing/memory-services.ts";
import { createNativeRunner } from "../../../packages/host/src/native/create-native-runner.ts";
import { createSandboxRunner } from "../../../packages/host/src/sandbox/create-sandbox-runner.ts";
import { createSpareWorkers } from "../../../packages/host/src/sandbox/spare-workers.ts";
import { request } from "../../../packages/host/src/sandbox/testing/request.ts";
import { createWasmRunners } from "../../../packages/host/src/wasm/create-wasm-runners.ts";
import { median, percentile } from "../statistics.ts";
import { GrowingConversation } from "./conversation.ts";
import { moduleOf } from "./guests.ts";

export interface TenPlugins {
  /** Milliseconds that ten enabled plugins add to a request. */
  readonly p50: number;
  readonly p95: number;
  /** The same with 1,000 blocks instead of 200. */
  readonly largeP50: number;
}

/** Ten js plugins in one slot of a real host, asked as the pipeline asks them: at once, nobody said who comes first. */
export async function measureTenPlugins(calls: number): Promise<TenPlugins> {
  const folder = await mkdtemp(join(tmpdir(), "aperture-bench-"));
  const spares = createSpareWorkers({ size: 1 });
  const wasm = createWasmRunners();
  const services = memoryServices();
  const host = createPluginHost({
    home: folder,
    services: () => services,
    runners: {
      js: (options) => createSandboxRunner(options, { spares }),
      wasm: wasm.create,
      native: createNativeRunner,
    },
    capabilities: () => ({ call: async () => null, close() {} }),
    safeMode: false,
    log: (_level, message) => console.error(message),
    now: Date.now,
  });
  host.start();
  try {
    for (let number = 0; number < 10; number++) await install(host, folder, `bench-${number}`);
    const took = await ask(host, 200, calls);
    const large = await ask(host, 1_000, calls);
    return { p50: median(took), p95: percentile(took, 0.95), largeP50: median(large) };
  } finally {
    await host.close();
    await Promise.all([spares.close(), wasm.close()]);
    await rm(folder, { recursive: true });
  }
}

async function install(host: PluginHost, folder: string, name: string): Promise<void> {
  const path = join(folder, "sources", name);
  await mkdir(path, { recursive: true });
  const manifest = {
    name,
    version: "1.0.0",
    apiVersion: 1,
    runtime: "js",
    entry: "index.js",
    stages: [{ at: "after_zone", deadlineMs: 1_000 }],
    permissions: { blocks: { read: "metadata", write: ["level"] } },
  };
  await writeFile(join(path, "aperture.plugin.json"), JSON.stringify(manifest));
  await writeFile(join(path, "index.js"), moduleOf("metadata"));
  await host.install({ path, grant: "all" });
}

let lanes = 100;

async function ask(host: PluginHost, size: number, calls: number): Promise<number[]> {
  let conversation = new GrowingConversation(size, true);
  let lane = `lane-${++lanes}`;
  const took: number[] = [];
  for (let call = 0; call < calls; call++) {
    if (conversation.turn === 20) {
      conversation = new GrowingConversation(size, true);
      lane = `lane-${++lanes}`;
    }
    const blocks = conversation.next();
    const facts = request({ lane, turn: conversation.turn });
    const started = performance.now();
    await Promise.all(host.stagesAt("after_zone").map((stage) => stage.run(blocks, facts)));
    if (call >= calls / 10) took.push(performance.now() - started);
  }
  return took;
}
