import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { CapabilityBroker } from "./host-options.ts";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";
import { testSources } from "./testing/sources.ts";

const asks: ManifestFields = {
  stages: [{ at: "after_zone" }],
  permissions: { blocks: { read: "content", write: ["level"] }, storage: "64kb", schedule: "1s", notes: true },
};
const sources = testSources({ "1.1.0": { fields: asks } });

test("a version beside the one that runs: asked alike, in a runtime of its own, in no slot", async () => {
  const at = await hostForTest();
  await installed(at, asks);
  await at.host.update("tidy", { grant: ["blocks.read:content", "notes", "schedule:1s"] });
  const trial = await at.host.trial("tidy", await sources.resolve("tidy@1.1.0"));
  expect(at.runners.running.size).toBe(2);
  expect(at.host.stagesAt("after_zone")).toHaveLength(1);
  expect(trial.manifest.version).toBe("1.1.0");
  const options = at.runners.made.at(-1)!;
  // Nothing that would begin by itself.
  expect(options.permissions).toEqual({ blocks: { read: "content", write: [] }, notes: true });
  at.runners.behaviour.stage = async (_, { plugin }) => ({
    patch: plugin.manifest.version === "1.1.0" ? [{ op: "level", block: 1, level: "trimmed" }] : [],
    guestMs: 1,
  });
  const [stage] = trial.stagesAt("after_zone");
  const answer = await stage!.run([blockFacts(1)], requestFacts());
  // What it was not granted is refused here, too.
  expect(answer).toMatchObject({ patch: [], refused: [expect.stringContaining("level")] });
  expect(trial.figures()).toMatchObject([{ hook: "after_zone", calls: 1, failures: 0 }]);
  await trial.close();
  expect(at.runners.running.size).toBe(1);
  expect(at.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" } });
});

test("what it stores goes with it, what it failed at is told to nobody else, and it is passed by behind three", async () => {
  const at = await hostForTest();
  await installed(at, asks);
  at.services.store.store("tidy", new Map([["a", 1]]));
  const trial = await at.host.trial("tidy", "installed");
  const { stored } = at.runners.made.at(-1)!;
  expect(stored).toEqual(new Map([["a", 1]]));
  const before = at.services.told.length;
  at.runners.behaviour.stage = () => Promise.reject(new Error("no"));
  for (let call = 0; call < 3; call++)
    for (const stage of trial.stagesAt("after_zone")) await codeOf(stage.run([blockFacts(1)], requestFacts()));
  expect(trial.failures()).toHaveLength(3);
  expect(trial.failures()[0]).toMatch(/^after_zone: .*no/);
  expect(at.services.told.slice(before)).toEqual([]);
  expect(at.host.info("tidy")).toMatchObject({ state: "running", strikes: 0 });
  await trial.close();
});

test("nothing of it is felt outside", async () => {
  const asked: string[] = [];
  const broker: CapabilityBroker = {
    call: async (name) => {
      asked.push(name);
      return null;
    },
    close() {},
  };
  const at = await hostForTest({ capabilities: () => broker });
  await installed(at, asks);
  const trial = await at.host.trial("tidy", "installed");
  const { capability } = at.runners.made.at(-1)!;
  for (const name of [
    "net.fetch",
    "blocks.edit",
    "staging.stage",
    "notes.add",
    "events.emit",
    "fs.watch",
    "speech.transcribe",
  ])
    expect(await codeOf(capability(name, {})), name).toBe("permission_denied");
  for (const name of ["state.blocks", "storage.write", "fs.read", "history.log"]) await capability(name, {});
  expect(asked).toEqual(["state.blocks", "storage.write", "fs.read", "history.log"]);
  await trial.close();
});

test("what does not start, and what nothing could hold, is no trial", async () => {
  const at = await hostForTest();
  await installed(at, asks);
  at.runners.behaviour.start = () =>
    Promise.reject(new ApertureError("plugin_failed", { plugin: "tidy", stage: "start", reason: "no such thing" }));
  await expect(at.host.trial("tidy", await sources.resolve("tidy@1.1.0"))).rejects.toThrow("no such thing");
  expect([at.runners.live.size, at.host.info("tidy").state]).toEqual([1, "running"]);
  const native = await hostForTest();
  await installed(native, { runtime: "native" }, { trust: true });
  expect(await codeOf(native.host.trial("tidy", "installed"))).toBe("plugin_untrusted");
  expect(await codeOf(at.host.trial("nobody", "installed"))).toBe("plugin_not_found");
});
