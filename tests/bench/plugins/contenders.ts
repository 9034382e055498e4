import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { BlockFacts } from "../../../packages/host/src/border/block-facts.ts";
import type { Runner, RunnerOptions } from "../../../packages/host/src/border/runner.ts";
import { createNativeRunner } from "../../../packages/host/src/native/create-native-runner.ts";
import { createSandboxRunner } from "../../../packages/host/src/sandbox/create-sandbox-runner.ts";
import { createSpareWorkers } from "../../../packages/host/src/sandbox/spare-workers.ts";
import { request } from "../../../packages/host/src/sandbox/testing/request.ts";
import { optionsOf } from "../../../packages/host/src/sandbox/testing/run-plugin.ts";
import { createWasmRunners } from "../../../packages/host/src/wasm/create-wasm-runners.ts";
import { moduleOf, type StageName } from "./guests.ts";

export interface Contender {
  readonly name: string;
  /** One call with these blocks of a conversation; resolves when the patch is back. */
  call(blocks: readonly BlockFacts[], turn: number, lane: number): Promise<void>;
  /** Bytes the guest holds. */
  memory(): number;
  close(): Promise<void>;
}

export type ContenderName = "native" | "plain worker" | "js" | "wasm";
export const contenderNames: readonly ContenderName[] = ["native", "plain worker", "js", "wasm"];

const wasmFile = fileURLToPath(new URL("../../fixtures/plugins-wasm/trim-c.wasm", import.meta.url));

/** Started and ready. Null where it has no such stage: a module's own loop is not what anybody would write. */
export async function startContender(name: ContenderName, stage: StageName): Promise<Contender | null> {
  switch (name) {
    case "native":
      return startNative(stage);
    case "plain worker":
      return startPlain(stage);
    case "js": {
      const spares = createSpareWorkers({ size: 0 });
      const runner = createSandboxRunner(options(moduleOf(stage)), { spares });
      return started(name, runner, "after_zone", () => spares.close());
    }
    case "wasm": {
      if (stage === "loop" || stage === "each") return null;
      const wasm = createWasmRunners();
      const given = options("");
      const plugin = { ...given.plugin, entry: new Uint8Array(readFileSync(wasmFile)) };
      const limits = { ...given.limits, memory: 4 * 1_048_576 };
      const runner = wasm.create({ ...given, plugin, limits, config: { tokens: 500 } });
      return started(name, runner, stage === "metadata" ? "after_zone" : "before_emit", () => wasm.close());
    }
  }
}

const options = (source: string): RunnerOptions => optionsOf(source, {}, { logs: [], used: [], gone: [] });

async function started(
  name: string,
  runner: Runner,
  hook: "after_zone" | "before_emit",
  close: () => Promise<unknown>,
): Promise<Contender> {
  await runner.start();
  return {
    name,
    async call(blocks, turn, lane) {
      await runner.stage({ hook, lane, request: request({ turn, lane: `lane-${lane}` }), blocks, deadlineMs: 1_000 });
    },
    memory: () => runner.memory(),
    async close() {
      await runner.dispose(0);
      await close();
    },
  };
}

async function startNative(stage: StageName): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), "aperture-bench-"));
  await writeFile(join(folder, "index.js"), moduleOf(stage));
  const given = options(moduleOf(stage));
  const integrity = hash("sha512", given.plugin.entry, "base64");
  const runner = createNativeRunner({ ...given, plugin: { ...given.plugin, folder, integrity } });
  return started("native", runner, "after_zone", () => rm(folder, { recursive: true }));
}

async function startPlain(stage: StageName): Promise<Contender> {
  const worker = new Worker(new URL("./plain-worker.ts", import.meta.url));
  const waiting = new Map<number, () => void>();
  worker.on("message", ({ id }: { id: number }) => waiting.get(id)?.());
  let known = new Set<number>();
  let lastLane = 0;
  let last = 0;
  return {
    name: "plain worker",
    call(blocks, _turn, lane) {
      const id = ++last;
      if (lane !== lastLane) known = new Set();
      lastLane = lane;
      // Texts cross once here, too.
      const sent = blocks.map(({ n, role, zone, level, tokens, text }) => ({
        ...{ n, role, zone, level, tokens },
        text: stage === "metadata" || known.has(n) ? "" : text,
      }));
      for (const { n } of blocks) known.add(n);
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        worker.postMessage({ id, stage, blocks: sent });
      });
    },
    memory: () => 0,
    async close() {
      await worker.terminate();
    },
  };
}
