import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PluginFolder, pluginFolder } from "../testing/plugin-folder.ts";
import { type SourceWatch, watchSources } from "./watch-sources.ts";

let folder: PluginFolder;
let watching: SourceWatch;
beforeEach(() => {
  folder = pluginFolder("watched", { "src/index.ts": "1", "dist/plugin.js": "1", "README.md": "1" });
});
afterEach(async () => {
  await watching.close();
  folder.remove();
});

test("a save calls once, also of a file that is new; what is built from nothing does not", async () => {
  const calls = callCounter();
  watching = watchSources(folder.path, calls.call);
  await watching.ready;
  writeFileSync(join(folder.path, "dist/plugin.js"), "2");
  mkdirSync(join(folder.path, "node_modules/x"), { recursive: true });
  writeFileSync(join(folder.path, "node_modules/x/index.js"), "2");
  writeFileSync(join(folder.path, "src/index.ts"), "2");
  await calls.reached(1);
  writeFileSync(join(folder.path, "src/other.ts"), "2");
  await calls.reached(2);
  rmSync(join(folder.path, "src/other.ts"));
  await calls.reached(3);
  expect(calls.count()).toBe(3);
});

test("never two at once; what changes meanwhile is one more", async () => {
  let most = 0;
  let running = 0;
  const release: (() => void)[] = [];
  const calls = callCounter(async () => {
    running++;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => release.push(resolve));
    running--;
  });
  watching = watchSources(folder.path, calls.call);
  await watching.ready;
  folder.write({ "src/index.ts": "2" });
  await calls.reached(1);
  folder.write({ "src/index.ts": "3" });
  // A file of another folder of the same watch: when its event came, the one before has come too.
  folder.write({ "aperture.plugin.json": "{}" });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(calls.count()).toBe(1);
  release.pop()?.();
  await calls.reached(2);
  release.pop()?.();
  expect(most).toBe(1);
});

function callCounter(work: () => Promise<void> = async () => {}) {
  let count = 0;
  const waiting: { at: number; resolve: () => void }[] = [];
  return {
    count: () => count,
    call: () => {
      count++;
      for (const each of waiting) if (count >= each.at) each.resolve();
      return work();
    },
    reached: (at: number) => new Promise<void>((resolve) => (count >= at ? resolve() : waiting.push({ at, resolve }))),
  };
}
