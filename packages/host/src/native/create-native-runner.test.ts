import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureError, PluginManifest } from "@aperture/sdk";
import { requestFor } from "@aperture/sdk/testing-kit/request-for";
import { afterEach, describe, expect, test } from "vitest";
import type { Json, StageCall } from "../border/calls.ts";
import type { Runner, RunnerOptions } from "../border/runner.ts";
import { facts } from "../border/testing/facts.ts";
import { guestLimits } from "../limits/guest-limits.ts";
import { createNativeRunner } from "./create-native-runner.ts";

const folders: string[] = [];
const runners: Runner[] = [];
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.dispose(0);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A runner of a module with this source, and what the host hears of it. */
function native(source: string, settings: Partial<RunnerOptions> & { readonly permissions?: object } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "aperture-native-"));
  folders.push(folder);
  writeFileSync(join(folder, "plugin.mjs"), source);
  const entry = Buffer.from(source);
  const manifest = PluginManifest.parse({
    name: "tried",
    version: "1.0.0",
    apiVersion: 1,
    runtime: "native",
    entry: "plugin.mjs",
    stages: [{ at: "after_zone" }],
    permissions: settings.permissions ?? { blocks: { read: "content", write: ["level", "content"] }, storage: "1kb" },
  });
  const heard = { used: new Set<string>(), logs: [] as string[], asked: [] as [string, Json][], gone: 0 };
  const runner = createNativeRunner({
    config: {},
    limits: guestLimits.native,
    stored: new Map(),
    capability: async (name, input) => {
      heard.asked.push([name, input]);
      return { name };
    },
    used: (capability) => void heard.used.add(capability),
    log: (level, message) => void heard.logs.push(`${level}: ${message}`),
    gone: () => void heard.gone++,
    now: () => 0,
    ...settings,
    plugin: { id: "tried", manifest, folder, entry, integrity: createHash("sha512").update(entry).digest("base64") },
    permissions: manifest.permissions,
  });
  runners.push(runner);
  return { runner, heard, folder };
}

const blocks = [facts(1, { text: "one" }), facts(2, { role: "tool_result", tokens: 900, text: "two" })];
const call = (fields: Partial<StageCall> = {}): StageCall => ({
  hook: "after_zone",
  lane: 1,
  request: requestFor([]),
  blocks,
  deadlineMs: 1_000,
  ...fields,
});

test("starts, says what it handles, and brings back what its stage wants", async () => {
  const { runner, heard } = native(
    `export default {
    stages: { after_zone(blocks, ctx) {
      blocks.where({ role: "tool_result", minTokens: ctx.config.most }).level("trimmed", "long");
      blocks.first.content(ctx.text.replace(blocks.first, "o", "0"));
      ctx.log.info("seen", blocks.length);
    } },
    on: { "turn-recorded"() {} },
  };`,
    { config: { most: 500 } },
  );
  expect(await runner.start()).toMatchObject({ stages: ["after_zone"], events: ["turn-recorded"], panel: false });
  const { patch, guestMs } = await runner.stage(call());
  expect(patch).toEqual([
    { op: "level", block: 2, level: "trimmed", reason: "long" },
    { op: "content", block: 1, text: "0ne" },
  ]);
  expect(guestMs).toBeGreaterThan(0);
  expect(heard.logs).toEqual(["info: seen 2"]);
  expect([...heard.used].sort()).toEqual(["blocks.read:content", "blocks.read:metadata"]);
});

test("its second call of a lane sees the blocks as they are then", async () => {
  const { runner } = native(`export default { stages: { after_zone(blocks) {
    blocks.level("trimmed", blocks.map(({ id, text, toolName }) => id + text + toolName).join());
  } } };`);
  await runner.start();
  await runner.stage(call());
  const grown = [blocks[0]!, facts(2, { text: "new", toolName: "Bash" }), facts(3, { text: "three" })];
  const { patch } = await runner.stage(call({ blocks: grown }));
  expect(patch[0]).toMatchObject({ reason: "block-1one,block-2newBash,block-3three" });
  runner.forget(1);
  expect((await runner.stage(call({ blocks: [grown[2]!] }))).patch).toHaveLength(1);
  expect(runner.memory()).toBe(0);
});

test("what the user took away in this project is not shown", async () => {
  const { runner } = native(`export default { stages: { after_zone(blocks) { blocks.first?.text } } };`);
  await runner.start();
  expect((await runner.stage(call({ permissions: {} }))).patch).toEqual([]);
  const metadata = { blocks: { read: "metadata" as const, write: [] } };
  await expect(runner.stage(call({ permissions: metadata }))).rejects.toMatchObject({ code: "plugin_failed" });
  runner.configure({}, metadata);
  await expect(runner.stage(call())).rejects.toThrow(/blocks\.read:content/);
});

describe("failures of a stage", () => {
  test.each([
    ["it throws", "throw new TypeError('no')", "plugin_failed", /failed in after_zone: no$/],
    ["it throws nothing", "throw undefined", "plugin_failed", /it threw nothing/],
    ["it answers with a promise", "return Promise.resolve()", "plugin_failed", /stages are synchronous/],
    [
      "it is late",
      "const end = performance.now() + 15; while (performance.now() < end);",
      "plugin_timeout",
      /longer than 5 ms/,
    ],
    ["its message has other lines", "throw new Error('a\\n\\u202eb')", "plugin_failed", /: a b$/],
    ["its patch is none", "blocks.level('trimmed', 'x'.repeat(501))", "plugin_bad_answer", /item 0, reason/],
  ])("%s", async (_, body, code, message) => {
    const { runner } = native(`export default { stages: { after_zone(blocks) { ${body} } } };`);
    await runner.start();
    const failure = runner.stage(call({ deadlineMs: 5 }));
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });

  test("a stage that throws or is late keeps nothing, one that ends well does", async () => {
    const { runner, heard } = native(
      `export default { stages: { after_zone(blocks, { storage }) {
      storage.set("calls", (storage.get("calls") ?? 0) + 1);
      storage.delete("old");
      if (blocks.length === 0) throw new Error("none");
      if (blocks.length === 1) { const end = performance.now() + 10; while (performance.now() < end); }
    } } };`,
      {
        stored: new Map<string, Json>([
          ["calls", 4],
          ["old", 1],
        ]),
      },
    );
    await runner.start();
    await expect(runner.stage(call({ blocks: [] }))).rejects.toThrow("none");
    await expect(runner.stage(call({ blocks: [blocks[0]!], deadlineMs: 5 }))).rejects.toThrow(/5 ms/);
    await runner.stage(call());
    await runner.stage(call());
    await runner.dispose(0);
    expect(heard.asked).toEqual([
      [
        "storage.write",
        {
          values: [
            ["calls", 5],
            ["old", null],
          ],
        },
      ],
      [
        "storage.write",
        {
          values: [
            ["calls", 6],
            ["old", null],
          ],
        },
      ],
    ]);
    expect(heard.used.has("storage:1kb")).toBe(true);
  });
});

describe("tasks", () => {
  const answering = `export default {
    on: { async "turn-recorded"(event, ctx) { await ctx.state.usage(); ctx.storage.set("turn", event.data.number); } },
    actions: { double: (input) => input.a * 2, large: () => "x".repeat(5_000_000), async never() { await new Promise(() => {}); } },
    uiPanel: () => ({ nodes: [] }),
    schedule() { throw new Error("out of work"); },
    serve: ({ path }) => path,
  };`;

  test("ask the host, answer, and keep", async () => {
    const { runner, heard } = native(answering);
    await runner.start();
    expect(
      await runner.task({ kind: "event", type: "turn-recorded", data: { number: 3 }, deadlineMs: 1_000 }),
    ).toBeNull();
    expect(heard.asked).toEqual([
      ["state.usage", {}],
      ["storage.write", { values: [["turn", 3]] }],
    ]);
    expect(await runner.task({ kind: "action", name: "double", input: { a: 4 }, deadlineMs: 1_000 })).toBe(8);
    expect(await runner.task({ kind: "panel", deadlineMs: 1_000 })).toEqual({ nodes: [] });
    expect(await runner.task({ kind: "serve", request: { path: "/x" }, deadlineMs: 1_000 })).toMatchObject({
      body: "/x",
    });
  });

  test.each<[string, Parameters<Runner["task"]>[0], string, RegExp]>([
    ["throw", { kind: "schedule", deadlineMs: 1_000 }, "plugin_failed", /failed in schedule: out of work/],
    [
      "never end",
      { kind: "action", name: "never", input: {}, deadlineMs: 20 },
      "plugin_timeout",
      /20 ms in action never/,
    ],
    ["are not there", { kind: "event", type: "other", data: {}, deadlineMs: 1_000 }, "plugin_failed", /no event other/],
    [
      "say too much",
      { kind: "action", name: "large", input: {}, deadlineMs: 1_000 },
      "plugin_bad_answer",
      /larger than/,
    ],
  ])("that %s are told", async (_, task, code, message) => {
    const { runner } = native(answering);
    await runner.start();
    const failure = runner.task(task);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });

  test("one that is over asks nothing more", async () => {
    const { runner, heard } = native(`let free; export default {
      actions: {
        async late(_, ctx) { await new Promise((done) => { free = done; }); await ctx.state.usage(); },
        free() { free(); },
      } };`);
    await runner.start();
    await expect(runner.task({ kind: "action", name: "late", input: {}, deadlineMs: 10 })).rejects.toThrow(/10 ms/);
    await runner.task({ kind: "action", name: "free", input: {}, deadlineMs: 1_000 });
    expect(heard.asked).toEqual([]);
  });

  test("lines of log are counted", async () => {
    const { runner, heard } = native(
      `export default { schedule(ctx) { for (let i = 0; i < 105; i++) ctx.log.warn(i); } };`,
    );
    await runner.start();
    await runner.task({ kind: "schedule", deadlineMs: 1_000 });
    expect(heard.logs).toHaveLength(101);
    expect(heard.logs.at(-1)).toBe("warn: 5 more lines were dropped");
  });
});

describe("life", () => {
  test.each([
    ["does not parse", "export default {", /./],
    ["throws", "throw new Error('at once')", /at once/],
    ["has no default export", "export const a = 1;", /no plugin/],
  ])("a module that %s does not start, and nothing runs", async (_, source, message) => {
    const { runner } = native(source);
    await expect(runner.start()).rejects.toMatchObject({ code: "plugin_failed" });
    await expect(runner.stage(call())).rejects.toMatchObject({ code: "plugin_gone" });
    await expect(native(source).runner.start()).rejects.toThrow(message);
  });

  test("one that never loads is given up", async () => {
    const limits = { ...guestLimits.native, startMs: 20 };
    const { runner } = native("await new Promise(() => {}); export default {};", { limits });
    await expect(runner.start()).rejects.toMatchObject({ code: "plugin_timeout" });
  });

  test("another file than was checked is not run", async () => {
    const { runner, folder } = native("export default {};");
    writeFileSync(join(folder, "plugin.mjs"), "globalThis.wasRun = true; export default {};");
    await expect(runner.start()).rejects.toMatchObject({ code: "plugin_changed" });
    expect("wasRun" in globalThis).toBe(false);
  });

  test("the same file started twice is two modules", async () => {
    const source = "let calls = 0; export default { actions: { count: () => ++calls } };";
    const count = { kind: "action", name: "count", input: {}, deadlineMs: 1_000 } as const;
    const { runner, folder } = native(source);
    await runner.start();
    expect([await runner.task(count), await runner.task(count)]).toEqual([1, 2]);
    const entry = Buffer.from(source);
    const again = createNativeRunner({
      ...({} as RunnerOptions),
      plugin: {
        id: "tried",
        manifest: PluginManifest.parse({
          name: "tried",
          version: "1.0.0",
          apiVersion: 1,
          runtime: "native",
          entry: "plugin.mjs",
        }),
        folder,
        entry,
        integrity: createHash("sha512").update(entry).digest("base64"),
      },
      permissions: {},
      config: {},
      limits: guestLimits.native,
      stored: new Map(),
    });
    await again.start();
    expect(await again.task(count)).toBe(1);
    await again.dispose(0);
  });

  test("it is told to clean up, and then everything is refused", async () => {
    const { runner, heard } = native(`export default { schedule() {}, dispose() { throw new Error("not clean"); } };`);
    await runner.start();
    await runner.dispose(100);
    expect(heard.logs).toEqual(["warn: tried failed in dispose: not clean"]);
    for (const use of [
      () => runner.stage(call()),
      () => runner.task({ kind: "schedule", deadlineMs: 10 }),
      () => runner.start(),
    ]) {
      const error = await use().catch((thrown: unknown) => thrown);
      expect(ApertureError.is(error) && error.code).toBe("plugin_gone");
    }
    expect(heard.gone).toBe(0);
  });

  test("a clean-up that never ends is not waited for", async () => {
    const { runner, heard } = native(`export default { dispose: () => new Promise(() => {}) };`);
    await runner.start();
    await runner.dispose(20);
    expect(heard.logs[0]).toMatch(/20 ms in dispose/);
  });
});
