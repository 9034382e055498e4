import { ApertureError } from "@aperture/sdk";
import { afterAll, expect, test } from "vitest";
import { facts } from "../border/testing/facts.ts";
import { createSandboxRunner } from "./create-sandbox-runner.ts";
import { createSpareWorkers } from "./spare-workers.ts";
import { request } from "./testing/request.ts";
import { createPluginRig, everything, optionsOf, stageOf } from "./testing/run-plugin.ts";

const rig = createPluginRig();
afterAll(() => rig.close());

const threads = () => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
const refusal = (source: string, limits = {}) =>
  rig.start(source, { limits }).then(
    () => "started",
    (error: unknown) => (ApertureError.is(error) ? `${error.code}: ${error.message}` : String(error)),
  );

test("what cannot be started says why", async () => {
  expect(await refusal("export default {")).toContain("SyntaxError");
  expect(await refusal("throw new Error('at load')")).toContain("at load");
  expect(await refusal("export const a = 1")).toContain("default export is no plugin");
  expect(await refusal("for (;;);", { startMs: 60 })).toContain("plugin_timeout");
  expect(await refusal("await new Promise(() => {}); export default {}", { startMs: 60 })).toContain("plugin_timeout");
  expect(await refusal("const a = []; for (;;) a.push(new Float64Array(1e5));")).toContain("plugin_out_of_memory");
  expect(await refusal("\ud800\u0000")).toContain("plugin_failed");
});

test("a plugin is one file: whatever it imports beside the sdk is refused by name", async () => {
  for (const name of [
    "node:fs",
    "fs",
    "./other.js",
    "/etc/passwd",
    "zod",
    "@aperture/sdk",
    "@aperture/sdk/errors",
    "aperture:entry",
  ]) {
    expect(await refusal(`import "${name}"; export default {}`)).toContain(`imports nothing but @aperture/sdk/plugin`);
    const late = await rig.start(
      `export default { actions: { async run(input) { try { await import(input); return "in"; } catch (error) { return error.message; } } } }`,
    );
    expect(await late.task({ name: "run", input: name })).toContain("imports nothing but");
    expect(await late.task({ name: "run", input: "@aperture/sdk/plugin" })).toBe("in");
    await late.runner.dispose(0);
  }
});

test("before the start, and after the end, there is nobody to call", async () => {
  const told = { logs: [], used: [], gone: [] as Error[] };
  const runner = createSandboxRunner(optionsOf(stageOf(""), {}, told), { spares: rig.spares });
  const stage = () =>
    runner.stage({ hook: "after_zone", lane: 1, request: request(), blocks: [facts(1)], deadlineMs: 50 });
  await expect(stage()).rejects.toMatchObject({ code: "plugin_gone" });
  await runner.start();
  await expect(runner.start()).rejects.toMatchObject({ code: "plugin_gone" });
  const call = stage();
  const disposing = runner.dispose(0);
  await expect(call).rejects.toMatchObject({ code: "plugin_gone" });
  await disposing;
  await expect(stage()).rejects.toMatchObject({ code: "plugin_gone" });
  runner.configure({}, everything);
  runner.forget(1);
  expect(runner.memory()).toBe(0);
  await runner.dispose(0);
  expect(told.gone).toEqual([]);
});

test("disposed of while its thread still starts", async () => {
  const spares = createSpareWorkers({ size: 0 });
  const runner = createSandboxRunner(optionsOf(stageOf(""), {}, { logs: [], used: [], gone: [] }), { spares });
  const starting = runner.start();
  await runner.dispose(100);
  await expect(starting).rejects.toMatchObject({ code: "plugin_gone" });
  await spares.close();
  await expect(spares.take()).rejects.toThrow();
});

test("a plugin that ends may clean up, for as long as it is given", async () => {
  const tidy = await rig.start(
    `export default { stages: {}, async dispose() { await 0; console.log("cleaned up"); } };`,
  );
  await tidy.runner.dispose(2_000);
  expect(tidy.logs).toEqual(["info: cleaned up"]);
  for (const body of ["for (;;);", "return new Promise(() => {});", "throw new Error('no')"]) {
    const stubborn = await rig.start(`export default { stages: {}, dispose() { ${body} } };`);
    await stubborn.runner.dispose(40);
    expect(stubborn.gone).toEqual([]);
  }
});

test("ended by force it is gone once, calls under way end, and its memory comes back", async () => {
  const hog = stageOf(
    `if (blocks.length > 1) ctx.text.count(blocks.first, /^(a+)+$/); kept.push("x".repeat(4e6) + kept.length);`,
    "const kept = [];",
  );
  const text = `${"a".repeat(40)}b${"c".repeat(4_000_000)}`;
  const before = process.memoryUsage.rss();
  for (let round = 0; round < 4; round++) {
    const plugin = await rig.start(hog);
    await plugin.stage([facts(1, { text })]);
    const calls = await Promise.allSettled([
      plugin.stage([facts(1, { text }), facts(2)], 30),
      plugin.stage([facts(1, { text })], 30),
      plugin.task({ name: "none", input: null }, 30),
    ]);
    expect(calls.map((call) => call.status === "rejected" && call.reason.code)).toEqual([
      "plugin_timeout",
      "plugin_timeout",
      "plugin_timeout",
    ]);
    expect(plugin.gone).toHaveLength(1);
    expect(plugin.runner.memory()).toBe(0);
  }
  await rig.start(stageOf(""));
  global.gc?.();
  expect(process.memoryUsage.rss() - before).toBeLessThan(160 * 1_048_576);
});

test("threads, ports and listeners end with what they were for", async () => {
  const spares = createSpareWorkers({ size: 1 });
  const before = threads();
  const told = { logs: [], used: [], gone: [] };
  for (let round = 0; round < 5; round++) {
    const runner = createSandboxRunner(optionsOf(stageOf(""), {}, told), { spares });
    await runner.start();
    await runner.dispose(round % 2 === 0 ? 0 : 100);
  }
  await spares.close();
  expect(threads()).toBeLessThanOrEqual(before);
  expect(told.gone).toEqual([]);
});
