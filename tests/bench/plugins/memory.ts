import type { Runner } from "../../../packages/host/src/border/runner.ts";
import { createSandboxRunner } from "../../../packages/host/src/sandbox/create-sandbox-runner.ts";
import { createSpareWorkers } from "../../../packages/host/src/sandbox/spare-workers.ts";
import { request } from "../../../packages/host/src/sandbox/testing/request.ts";
import { optionsOf } from "../../../packages/host/src/sandbox/testing/run-plugin.ts";
import { GrowingConversation } from "./conversation.ts";
import { moduleOf } from "./guests.ts";
import { startWasmModules } from "./wasm-modules.ts";

const MB = 1_048_576;
const COUNT = 10;
const rss = (): number => process.memoryUsage().rss / MB;

/** MB of resident memory that one more plugin costs, each with a conversation of 200 blocks: the mean of ten behind the first. */
export async function measureMemory(): Promise<{ js: number; wasm: number }> {
  return { js: await ofScripts(), wasm: await ofModules() };
}

async function ofScripts(): Promise<number> {
  const spares = createSpareWorkers({ size: 0 });
  const runners: Runner[] = [];
  const add = async (): Promise<void> => {
    const runner = createSandboxRunner(optionsOf(moduleOf("metadata"), {}, { logs: [], used: [], gone: [] }), {
      spares,
    });
    await runner.start();
    await runner.stage(oneCall());
    runners.push(runner);
  };
  await add();
  const before = rss();
  for (let each = 0; each < COUNT; each++) await add();
  const after = rss();
  await Promise.all(runners.map((runner) => runner.dispose(0)));
  await spares.close();
  return (after - before) / COUNT;
}

async function ofModules(): Promise<number> {
  const modules = await startWasmModules();
  await modules.add(oneCall());
  const before = rss();
  for (let each = 0; each < COUNT; each++) await modules.add(oneCall());
  const after = rss();
  await modules.close();
  return (after - before) / COUNT;
}

const oneCall = () => ({
  hook: "after_zone" as const,
  lane: 1,
  request: request(),
  blocks: new GrowingConversation(200).next(),
  deadlineMs: 1_000,
});
