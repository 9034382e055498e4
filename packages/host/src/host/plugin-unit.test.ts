import { ApertureError, PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { LoadedPlugin } from "../border/runner.ts";
import { PluginUnit } from "./plugin-unit.ts";
import { noSecrets } from "./secret-mask.ts";
import { fakeRunners } from "./testing/fake-runner.ts";
import { codeOf } from "./testing/installed-plugin.ts";
import { manifestOf } from "./testing/plugin-folder.ts";

const loaded: LoadedPlugin = {
  id: "tidy",
  manifest: PluginManifest.parse(manifestOf()),
  folder: "/nowhere",
  entry: new Uint8Array(),
  integrity: "",
};

function unitOf(load: () => Promise<LoadedPlugin> = async () => loaded) {
  const runners = fakeRunners();
  const falls: boolean[] = [];
  let ask: ((capability: string, input: null) => Promise<unknown>) | null = null;
  let closed = 0;
  const unit = new PluginUnit(
    "tidy",
    load,
    (plugin) => ({
      broker: { call: async () => "answered", close: () => void closed++ },
      mask: () => noSecrets,
      createRunner(capability, gone) {
        ask = capability;
        return runners.create({ plugin, capability, gone } as never);
      },
    }),
    (_, isStrike) => void falls.push(isStrike),
  );
  return { unit, runners, falls, ask: () => ask!("notes", null), closed: () => closed };
}
const call = { kind: "schedule", deadlineMs: 10 } as const;
const timeout = (): ApertureError =>
  new ApertureError("plugin_timeout", { plugin: "tidy", limit: 1, stage: "schedule" });

test("before it has started nothing can be called", async () => {
  const { unit } = unitOf();
  expect([await codeOf(unit.task(call)), unit.loaded, unit.handlers, unit.memory()]).toEqual([
    "plugin_gone",
    null,
    null,
    0,
  ]);
});

test("ended while its files were read, it never comes into being", async () => {
  const reading = Promise.withResolvers<LoadedPlugin>();
  const { unit, runners } = unitOf(() => reading.promise);
  const starting = codeOf(unit.start());
  await unit.dispose(10);
  reading.resolve(loaded);
  expect([await starting, runners.made.length]).toEqual(["plugin_gone", 0]);
});

test("while it cleans up it may still ask; once it is over, it may not, and what it held is given back", async () => {
  const { unit, runners, ask, closed } = unitOf();
  await unit.start();
  const during: unknown[] = [];
  runners.behaviour.dispose = async () => void during.push(await ask(), closed());
  await unit.dispose(10);
  expect([during, await codeOf(ask()), closed()]).toEqual([["answered", 0], "plugin_gone", 1]);
});

test("a fall that nobody was told of is a strike; one that a call tells of, or that came with another's, is not", async () => {
  const silent = unitOf();
  await silent.unit.start();
  silent.runners.crash();
  const told = unitOf();
  await told.unit.start();
  told.runners.behaviour.task = () => Promise.reject(timeout());
  expect(await codeOf(told.unit.task(call))).toBe("plugin_timeout");
  told.runners.crash();
  const bystander = unitOf();
  await bystander.unit.start();
  bystander.runners.crash("plugin_gone");
  expect([silent.falls, told.falls, bystander.falls]).toEqual([[true], [false], [false]]);
});

test("one fall counts once, another failure once more", async () => {
  const { unit } = unitOf();
  const failure = new Error("no");
  expect([unit.isOneMore(failure), unit.isOneMore(failure), unit.isOneMore(new Error("no"))]).toEqual([
    true,
    false,
    true,
  ]);
  // A guest that was only interrupted goes on, and may run out of time again.
  expect([unit.isOneMore(timeout()), unit.isOneMore(timeout())]).toEqual([true, true]);
});
