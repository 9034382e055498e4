import type { PluginInfo } from "@aperture/sdk";
import { expect, test } from "vitest";
import { infoOf } from "../../plugins/testing/memory-plugins.ts";
import { checkPlugins } from "./check-plugins.ts";

const client = (plugins: readonly PluginInfo[], safeMode = false, trouble: string | null = null) =>
  ({ plugins: { list: async () => ({ safeMode, trouble, plugins }) } }) as unknown as Parameters<
    typeof checkPlugins
  >[0];

test("nothing is said of an Aperture that does not run", async () => {
  expect(await checkPlugins(undefined)).toEqual([]);
});

test("how many run", async () => {
  const asleep: PluginInfo = { ...infoOf({ name: "b" }), state: "disabled" };
  expect(await checkPlugins(client([infoOf({ name: "a" }), asleep]))).toEqual([
    { level: "ok", check: "plugins", message: "2 installed: 1 running, 1 disabled" },
  ]);
  expect(await checkPlugins(client([]))).toMatchObject([{ level: "ok", message: "none are installed" }]);
});

test("safe mode is a warning where something would run", async () => {
  expect(await checkPlugins(client([infoOf({ name: "a" })], true))).toMatchObject([
    { level: "warn", message: expect.stringContaining("safe mode") },
  ]);
  expect(await checkPlugins(client([], true))).toMatchObject([{ level: "ok" }]);
});

test("quarantine, trouble, and what is declared and not handled", async () => {
  const plugins: PluginInfo[] = [
    { ...infoOf({ name: "a" }), state: "quarantined", trouble: "it\nhung" },
    { ...infoOf({ name: "b" }), state: "disabled", trouble: "another hash" },
    { ...infoOf({ name: "c" }), unhandled: ["stage after_parse", "action run"] },
  ];
  expect((await checkPlugins(client(plugins))).slice(1)).toMatchObject([
    { level: "warn", check: "plugin a", message: "quarantined: it hung", fix: expect.stringContaining("enable a") },
    { level: "warn", check: "plugin b", message: "disabled: another hash" },
    { level: "warn", check: "plugin c", message: expect.stringContaining("stage after_parse, action run") },
  ]);
});

test("one that protects and is lost, or may not see what it is to look after", async () => {
  const lost: PluginInfo = { ...infoOf({ name: "a" }), state: "quarantined", lost: true, trouble: "no record of it" };
  const blind: PluginInfo = { ...infoOf({ name: "b" }), warnings: ["was not granted blocks.read:content"] };
  expect((await checkPlugins(client([lost, blind]))).slice(1)).toMatchObject([
    {
      level: "fail",
      check: "plugin a",
      message: expect.stringContaining("no record of it"),
      fix: expect.stringContaining("aperture plugin remove a"),
    },
    { level: "warn", check: "plugin b", message: "was not granted blocks.read:content" },
  ]);
  expect(await checkPlugins(client([lost], false, "disk on fire"))).toMatchObject([
    { level: "fail", check: "plugins", message: expect.stringContaining("disk on fire") },
    { level: "fail", check: "plugin a" },
  ]);
});

test("a stage that is handled and never called, while requests passed", async () => {
  const figures = (hook: "after_parse" | "after_zone", calls: number, filtered: number) =>
    ({ hook, calls, filtered, failures: 0, p50: null, p95: null, guestP50: null }) as const;
  const plugins: PluginInfo[] = [
    { ...infoOf({ name: "a" }), stages: [figures("after_parse", 0, 7), figures("after_zone", 1, 6)] },
    { ...infoOf({ name: "b" }), stages: [figures("after_parse", 0, 0)] },
    { ...infoOf({ name: "c" }), stages: [figures("after_parse", 0, 7)], unhandled: ["stages: after_parse"] },
  ];
  expect((await checkPlugins(client(plugins))).slice(1)).toMatchObject([
    {
      level: "warn",
      check: "plugin a",
      message: expect.stringContaining("after_parse was never called: its filter matched nothing in 7 requests"),
    },
    { level: "warn", check: "plugin c", message: expect.stringContaining("does not handle: stages: after_parse") },
  ]);
});

test("an API that fails is a finding, not the end", async () => {
  const failing = {
    plugins: { list: () => Promise.reject(new Error("boom")) },
  } as unknown as Parameters<typeof checkPlugins>[0];
  expect(await checkPlugins(failing)).toMatchObject([{ level: "fail", message: expect.stringContaining("boom") }]);
});
