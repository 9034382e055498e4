import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../open-store.ts";

test("one row per plugin, over restarts", () => {
  const home = mkdtempSync(join(tmpdir(), "aperture-plugin-updates-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const file = join(home, "aperture.db");
  const first = openStore({ file });
  first.pluginUpdates.put("tidy", { phase: "available" });
  first.pluginUpdates.put("other", { phase: "done" });
  first.pluginUpdates.put("tidy", { phase: "watching" });
  first.close();
  const store = openStore({ file });
  onTestFinished(() => store.close());
  expect(store.pluginUpdates.all()).toEqual([
    { plugin: "other", value: { phase: "done" } },
    { plugin: "tidy", value: { phase: "watching" } },
  ]);
  store.pluginUpdates.remove("other");
  store.pluginUpdates.remove("nobody");
  expect(store.pluginUpdates.all()).toHaveLength(1);
});

test("written with what it belongs to, or not at all", () => {
  const store = openStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  expect(() =>
    store.transaction(() => {
      store.pluginUpdates.put("tidy", { phase: "available" });
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(store.pluginUpdates.all()).toEqual([]);
});
