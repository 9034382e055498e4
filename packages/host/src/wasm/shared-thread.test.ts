import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { facts } from "../border/testing/facts.ts";
import { createWasmRunners, type WasmRunners } from "./create-wasm-runners.ts";
import { code } from "./testing/build-module.ts";
import { callImport, guestModule } from "./testing/guest-module.ts";
import { stageCall, startModule } from "./testing/start-module.ts";

// All wasm plugins share one thread: what one of them does to it, the others must not feel.

const trimmer = readFileSync(new URL("../../../../tests/fixtures/plugins-wasm/trim-c.wasm", import.meta.url));
const conformer = readFileSync(new URL("../../../../tests/fixtures/plugins-wasm/conformance.wasm", import.meta.url));
const looper = guestModule({ bodies: { aperture_stage: [...code.loop, ...code.const(0)] } });
const blocks = [facts(1, { role: "tool_result", tokens: 5_000 })];

let runners: WasmRunners;
const fresh = () => {
  runners = createWasmRunners();
  return runners;
};
afterEach(() => runners.close());

test("calls behind a loop are run in the next thread, with texts sent anew", async () => {
  const thread = fresh();
  const reader = await startModule(thread, conformer, { id: "reader", config: { do: "read" } });
  const hostile = await startModule(thread, looper, { id: "hostile" });
  expect(await reader.runner.stage(stageCall(blocks))).toMatchObject({ patch: [{ text: "text of 1" }] });
  const loop = hostile.runner.stage(stageCall(blocks, { deadlineMs: 50 }));
  const behind = [1, 2, 3].map(() => reader.runner.stage(stageCall(blocks)));
  await expect(loop).rejects.toMatchObject({ code: "plugin_timeout" });
  for (const { patch } of await Promise.all(behind)) expect(patch).toMatchObject([{ text: "text of 1" }]);
  expect([reader.gone, hostile.gone.length]).toEqual([[], 1]);
});

test("three that loop at once are ended one after the other", async () => {
  const thread = fresh();
  const good = await startModule(thread, trimmer, { id: "good" });
  const bad = await Promise.all(["one", "two", "three"].map((id) => startModule(thread, looper, { id })));
  const calls = bad.map(({ runner }) => runner.stage(stageCall(blocks, { deadlineMs: 30 })));
  const behind = good.runner.stage(stageCall(blocks));
  for (const result of await Promise.allSettled(calls))
    expect(result).toMatchObject({ status: "rejected", reason: { code: "plugin_timeout" } });
  expect((await behind).patch).toHaveLength(1);
  expect(bad.map(({ gone }) => gone.length)).toEqual([1, 1, 1]);
});

test("a stored value outlives the thread", async () => {
  const thread = fresh();
  const keeper = await startModule(thread, conformer, { id: "keeper", config: { do: "keep" } });
  await keeper.runner.stage(stageCall(blocks));
  const hostile = await startModule(thread, looper, { id: "hostile" });
  await expect(hostile.runner.stage(stageCall(blocks, { deadlineMs: 30 }))).rejects.toMatchObject({
    code: "plugin_timeout",
  });
  expect((await keeper.runner.stage(stageCall(blocks))).patch).toMatchObject([{ text: "2" }]);
});

test("what the host does not keep is taken back beside the guest too", async () => {
  const keeper = await startModule(fresh(), conformer, {
    config: { do: "keep" },
    capability: () => Promise.reject(new Error("the disk is full")),
  });
  expect((await keeper.runner.stage(stageCall(blocks))).patch).toMatchObject([{ text: "1" }]);
  expect((await keeper.runner.stage(stageCall(blocks))).patch).toMatchObject([{ text: "1" }]);
  expect(keeper.logs).toContain("error storage: the disk is full");
});

test("a task that does not give way to a request is ended", async () => {
  const thread = fresh();
  const good = await startModule(thread, trimmer, { id: "good" });
  const busy = guestModule({ bodies: { aperture_task: [...code.loop, ...code.const(0)] } });
  const greedy = await startModule(thread, busy, { id: "greedy" });
  const task = greedy.runner.task({ kind: "schedule", deadlineMs: 60_000 });
  const stage = good.runner.stage(stageCall(blocks));
  await expect(task).rejects.toMatchObject({ code: "plugin_timeout" });
  expect((await stage).patch).toHaveLength(1);
});

test("a task under way is lost with the thread, by no fault of its own; one whose turn had not come is run in the next", async () => {
  const thread = fresh();
  const asked = Promise.withResolvers<void>();
  const good = await startModule(thread, conformer, {
    id: "good",
    capability: () => {
      asked.resolve();
      return new Promise(() => {});
    },
  });
  const hostile = await startModule(thread, looper, { id: "hostile" });
  const under = good.runner.task({ kind: "action", name: "ask", input: {}, deadlineMs: 60_000 });
  await asked.promise;
  const loop = hostile.runner.stage(stageCall(blocks, { deadlineMs: 50 }));
  const behind = good.runner.task({ kind: "action", name: "echo", input: {}, deadlineMs: 60_000 });
  const ended = await Promise.allSettled([loop, under]);
  expect(ended).toMatchObject([{ reason: { code: "plugin_timeout" } }, { reason: { code: "plugin_gone" } }]);
  expect(await behind).not.toBeNull();
  // What was told of it is what strikes are counted by: it has not ended.
  expect([good.gone, hostile.gone.length]).toEqual([[], 1]);
});

test("after a trap the next call has a new instance, with its settings", async () => {
  const { runner } = await startModule(fresh(), conformer, { config: { do: "memory" } });
  await expect(runner.stage(stageCall(blocks))).rejects.toMatchObject({ code: "plugin_out_of_memory" });
  runner.configure({ do: "count" }, { blocks: { read: "metadata", write: [] } });
  expect((await runner.stage(stageCall(blocks))).patch).toMatchObject([{ text: "1" }]);
  expect(runner.memory()).toBeLessThan(1024 * 1024);
});

test("a fault that the guest catches is a fault all the same", async () => {
  // try (call log, out of bounds) catch_all end: legacy exception handling, which needs no tag of its own.
  const body = [0x06, 0x40, ...callImport(0, "log", 1, -1, 100), 0x19, 0x0b, ...code.const(0)];
  const { runner } = await startModule(fresh(), guestModule({ imports: ["log"], bodies: { aperture_stage: body } }));
  await expect(runner.stage(stageCall(blocks))).rejects.toMatchObject({ code: "plugin_failed" });
});

test("a dispose that loops is ended, and is not told as a failure", async () => {
  const thread = fresh();
  const good = await startModule(thread, trimmer, { id: "good" });
  const looping = guestModule({ bodies: { aperture_dispose: code.loop } });
  const { runner, gone } = await startModule(thread, looping, { id: "looping" });
  await runner.dispose(40);
  expect(gone).toEqual([]);
  expect((await good.runner.stage(stageCall(blocks))).patch).toHaveLength(1);
});

test("closing ends what is under way", async () => {
  const { runner } = await startModule(fresh(), looper);
  const call = runner.stage(stageCall(blocks, { deadlineMs: 60_000 }));
  const [result] = await Promise.allSettled([call, runners.close()]);
  expect(result).toMatchObject({ status: "rejected", reason: { code: "plugin_gone" } });
});
