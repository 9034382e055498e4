import type { PluginInfo } from "@aperture/sdk";
import { expect, test } from "vitest";
import { infoOf } from "../../plugins/testing/memory-plugins.ts";
import { checkPlugins } from "./check-plugins.ts";

const client = (plugins: readonly PluginInfo[], safeMode = false) =>
  ({ plugins: { list: async () => ({ safeMode, plugins }) } }) as unknown as Parameters<typeof checkPlugins>[0];

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

test("an API that fails is a finding, not the end", async () => {
  const failing = {
    plugins: { list: () => Promise.reject(new Error("boom")) },
  } as unknown as Parameters<typeof checkPlugins>[0];
  expect(await checkPlugins(failing)).toMatchObject([{ level: "fail", message: expect.stringContaining("boom") }]);
});
