import { PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import { settingsOf } from "./settings-of.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import { manifestOf } from "./testing/plugin-folder.ts";

const properties = { limit: { type: "integer", default: 5 }, url: { type: "string" } };
const manifest = PluginManifest.parse(manifestOf({ config: { type: "object", properties } }));

test("what was set, and defaults for the rest", () => {
  expect(settingsOf(manifest, { config: { url: "x" } })).toEqual({ limit: 5, url: "x" });
});

test("what this version does not understand: its defaults, said once", () => {
  const warned: string[] = [];
  expect(settingsOf(manifest, { config: { old: 1 } }, (message) => void warned.push(message))).toEqual({ limit: 5 });
  expect(warned).toEqual([expect.stringMatching(/\/old.*it runs with its defaults/)]);
});

test("what it must be told keeps it from being enabled until it is told", async () => {
  const at = await hostForTest();
  const config = { type: "object", properties, required: ["url"] };
  await installed(at, { config }, { enable: false });
  expect(await codeOf(at.host.enable("tidy"))).toBe("plugin_config_invalid");
  expect([at.host.info("tidy").state, at.services.store.get("tidy")!.wanted]).toEqual(["disabled", "disabled"]);
  await at.host.update("tidy", { config: { url: "x" } });
  expect(await at.host.enable("tidy")).toMatchObject({ state: "running", config: { limit: 5, url: "x" } });
});
