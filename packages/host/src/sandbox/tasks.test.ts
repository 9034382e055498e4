import process from "node:process";
import { ApertureError } from "@aperture/sdk";
import { afterAll, expect, test } from "vitest";
import type { Json } from "../border/calls.ts";
import { actionOf, createPluginRig, everything, type Plugin } from "./testing/run-plugin.ts";

const rig = createPluginRig();
afterAll(() => rig.close());

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "done",
    (error: unknown) => (ApertureError.is(error) ? error.code : String(error)),
  );

test("a task asks the host, waits, and answers", async () => {
  const asked: [string, Json][] = [];
  const plugin = await rig.start(
    actionOf(`
      const first = await ctx.net.fetch("https://example.com/" + input.path);
      const [second, third] = await Promise.all([ctx.state.usage(), ctx.net.fetch("https://example.com/c")]);
      return { first, second, third };`),
    {
      capability: async (name, input) => {
        asked.push([name, input]);
        return { answer: asked.length };
      },
    },
  );
  expect(plugin.handlers.actions).toEqual(["run"]);
  expect(await plugin.task({ name: "run", input: { path: "a\u0000" } })).toEqual({
    first: { answer: 1 },
    second: { answer: 2 },
    third: { answer: 3 },
  });
  expect(asked.map(([name]) => name)).toEqual(["net.fetch", "state.usage", "net.fetch"]);
  expect(asked[0]![1]).toEqual({ url: "https://example.com/a\u0000" });
});

test("the host's refusal reaches the plugin by code; what else went wrong there does not", async () => {
  const plugin = await rig.start(
    actionOf(`
      const heard = [];
      for (const path of ["denied", "broken"])
        try { await ctx.net.fetch("https://example.com/" + path); } catch (error) { heard.push([error.code, error.message]); }
      return heard;`),
    {
      capability: async (_, input) => {
        if (JSON.stringify(input).includes("denied"))
          throw new ApertureError("permission_denied", { plugin: "guest", capability: "net:example.com" });
        throw new Error("EACCES /home/someone/.secrets");
      },
    },
  );
  expect(await plugin.task({ name: "run", input: null })).toEqual([
    ["permission_denied", "guest may not do this: it needs the permission net:example.com"],
    ["plugin_failed", "net.fetch could not be done"],
  ]);
});

test("tasks run beside each other, and a stage does not wait for them", async () => {
  const waiting: (() => void)[] = [];
  const plugin = await rig.start(actionOf(`await ctx.net.fetch("https://example.com"); return input;`), {
    capability: () => new Promise((resolve) => waiting.push(() => resolve({}))),
  });
  const tasks = [1, 2, 3].map((input) => plugin.task({ name: "run", input }));
  expect((await plugin.stage()).patch).toEqual([]);
  while (waiting.length < 3) await plugin.stage();
  for (const proceed of waiting.toReversed()) proceed();
  expect(await Promise.all(tasks)).toEqual([1, 2, 3]);
});

test("a promise that never resolves ends by its deadline; the plugin goes on", async () => {
  const plugin = await rig.start(actionOf(`if (input === "wait") await new Promise(() => {}); return "here";`));
  expect(await codeOf(plugin.task({ name: "run", input: "wait" }, 30))).toBe("plugin_timeout");
  expect(await plugin.task({ name: "run", input: null })).toBe("here");
  expect(plugin.gone).toEqual([]);
});

test("a task that keeps a request waiting gives way", async () => {
  const plugin = await rig.start(actionOf(`for (;;);`));
  const task = codeOf(plugin.task({ name: "run", input: null }, 60_000));
  // Sent behind the task: it is running when this comes.
  expect((await plugin.stage()).patch).toEqual([]);
  expect(await task).toBe("plugin_timeout");
  expect(plugin.gone).toEqual([]);
});

test("a task that cannot be interrupted is ended with its thread when a request waits", async () => {
  const plugin = await rig.start(actionOf(`ctx.text.count("a".repeat(40) + "b", /^(a+)+$/);`));
  const task = codeOf(plugin.task({ name: "run", input: null }, 60_000));
  const stage = codeOf(plugin.stage());
  expect([await task, await stage]).toEqual(["plugin_timeout", "plugin_timeout"]);
  expect(plugin.gone).toHaveLength(1);
});

/** The guest was ended, or its loop was, inside of it: either way nothing of it runs on. */
async function isOver({ gone }: Plugin): Promise<boolean> {
  for (let looks = 0; looks < 100; looks++) {
    if (gone.length > 0) return true;
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { user, system } = process.cpuUsage(before);
    // A loop takes all of one processor.
    if ((user + system) / 1_000 < 50) return true;
  }
  return false;
}

test("promises without end are stopped with their task, and after it", async () => {
  const endless = `(async () => { for (;;) await 0; })();`;
  const during = await rig.start(actionOf(`await ${endless}`));
  expect(await codeOf(during.task({ name: "run", input: null }, 30))).toBe("plugin_timeout");
  expect(await isOver(during)).toBe(true);
  for (const { code } of during.gone as ApertureError[]) expect(code).toMatch(/plugin_(failed|timeout)/);

  const after = await rig.start(actionOf(`${endless} return 1;`));
  expect(await after.task({ name: "run", input: null })).toBe(1);
  expect(await isOver(after)).toBe(true);
});

test("what a plugin left running, or runs in parts, gives way to a request and is no reason to end it", async () => {
  const long = `for (let i = 0; i < 1e7; i++);`;
  const left = await rig.start(
    actionOf(
      `let last = Promise.resolve(); for (let i = 0; i < 20; i++) last = last.then(() => 0); last.then(() => { ${long} });`,
    ),
  );
  const inParts = await rig.start(actionOf(`for (let i = 0; i < 20; i++) await 0; ${long}`));
  await left.task({ name: "run", input: null });
  expect((await left.stage()).patch).toEqual([]);
  const task = codeOf(inParts.task({ name: "run", input: null }, 60_000));
  expect((await inParts.stage()).patch).toEqual([]);
  // As the stage came in between its parts, or while it ran.
  expect(["done", "plugin_timeout"]).toContain(await task);
  for (const plugin of [left, inParts]) {
    expect((await plugin.stage()).patch).toEqual([]);
    expect(plugin.gone).toEqual([]);
  }
});

test("at most so many questions at a time, and none when no task is awaited", async () => {
  let asked = 0;
  const plugin = await rig.start(
    actionOf(`
      if (input === "late") { Promise.resolve().then(() => 0).then(() => 0).then(() => 0).then(() => ctx.net.fetch("https://example.com/late")); return 0; }
      const all = await Promise.allSettled(Array.from({ length: 100 }, () => ctx.net.fetch("https://example.com")));
      return all.filter((each) => each.status === "fulfilled").length;`),
    {
      capability: async () => {
        asked++;
        return {};
      },
    },
  );
  expect(await plugin.task({ name: "run", input: null })).toBe(32);
  expect(asked).toBe(32);
  await plugin.task({ name: "run", input: "late" });
  await plugin.stage();
  expect(asked).toBe(32);
});

test("answers are JSON, and bounded", async () => {
  const plugin = await rig.start(actionOf(`if (input) return "x".repeat(5_000_000); return undefined;`));
  expect(await plugin.task({ name: "run", input: null })).toBe(null);
  expect(await codeOf(plugin.task({ name: "run", input: 1 }))).toBe("plugin_failed");
  expect(await codeOf(plugin.task({ name: "constructor", input: null }))).toBe("plugin_failed");
});

test("storage: read beside the guest, written by the host, forgotten when the call failed", async () => {
  const kept: Json[] = [];
  const plugin = await rig.start(
    actionOf(`
      ctx.storage.set("count", (ctx.storage.get("count") ?? 0) + 1);
      ctx.storage.set("__proto__", { a: "\\u0000\\ud800" });
      ctx.storage.delete("old");
      if (input === "fail") throw new Error("no");
      return ctx.storage.keys();`),
    {
      stored: new Map<string, Json>([
        ["count", 4],
        ["old", "x"],
      ]),
      capability: async (name, input) => {
        expect(name).toBe("storage.write");
        kept.push(input);
        return {};
      },
    },
  );
  expect(await codeOf(plugin.task({ name: "run", input: "fail" }))).toBe("plugin_failed");
  expect(kept).toEqual([]);
  expect(await plugin.task({ name: "run", input: null })).toEqual(["__proto__", "count"]);
  const written = [
    ["count", 5],
    ["__proto__", { a: "\u0000\ud800" }],
    ["old", null],
  ];
  expect(kept).toEqual([{ values: written }]);
  expect(plugin.used).toContain("storage:64kb");
});

test("what was taken away is refused from the next call on", async () => {
  const plugin = await rig.start(actionOf(`ctx.storage.set("a", input); return ctx.config;`), { config: { level: 1 } });
  expect(await plugin.task({ name: "run", input: 1 })).toEqual({ level: 1 });
  const { storage: _, ...rest } = everything;
  plugin.runner.configure({ level: 2 }, rest);
  expect(await codeOf(plugin.task({ name: "run", input: 1 }))).toBe("plugin_failed");
  plugin.runner.configure({ level: 2 }, everything);
  expect(await plugin.task({ name: "run", input: 1 })).toEqual({ level: 2 });
});
