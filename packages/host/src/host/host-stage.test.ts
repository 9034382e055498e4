import { ApertureError, type PatchItem } from "@aperture/sdk";
import { expect, test, vi } from "vitest";
import type { BlockFacts } from "../border/block-facts.ts";
import type { StageCall } from "../border/calls.ts";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";
import { projectForTest } from "./testing/test-project.ts";

const fields: ManifestFields = {
  stages: [{ at: "after_zone", filter: { role: ["tool_result"] }, deadlineMs: 30 }],
  permissions: { blocks: { read: "content", write: ["level"] }, events: { emit: ["found"] } },
};
const timeout = (): ApertureError =>
  new ApertureError("plugin_timeout", { plugin: "tidy", limit: 30, stage: "after_zone" });
const level: PatchItem = { op: "level", block: 1, level: "trimmed" };

async function hosted(of: ManifestFields = fields, patch: PatchItem[] = []) {
  const calls: StageCall[] = [];
  const at = await hostForTest({
    behaviour: {
      async stage(call) {
        calls.push(call);
        return { patch, guestMs: 0.25 };
      },
    },
  });
  await installed(at, of);
  const run = (blocks: readonly BlockFacts[] = [blockFacts(1)], project: string | null = null) =>
    at.host.stagesAt("after_zone")[0]!.run(blocks, requestFacts({ project }));
  const info = () => at.host.info("tidy");
  return { ...at, calls, run, info };
}

test("it is called with the blocks, its deadline and its lane's number, and what it cost is counted", async () => {
  const at = await hosted();
  const blocks = [blockFacts(1), blockFacts(2)];
  await at.run(blocks);
  expect(at.calls[0]).toMatchObject({ hook: "after_zone", deadlineMs: 30, lane: 1, request: { lane: "lane-1" } });
  // Nothing is copied to call a plugin.
  expect(at.calls[0]!.blocks).toBe(blocks);
  expect(at.info().stages[0]).toMatchObject({ calls: 1, failures: 0, guestP50: 0.25, p50: expect.any(Number) });
});

test("what its filter does not match never crosses the border", async () => {
  const at = await hosted();
  expect(await at.run([blockFacts(1, { role: "user" })])).toBeNull();
  expect([at.calls.length, at.info().stages[0]]).toEqual([0, expect.objectContaining({ calls: 0, filtered: 1 })]);
});

test("without the permission to see blocks there are none, and a filter for blocks matches nothing", async () => {
  const at = await hosted({ stages: [{ at: "after_zone" }] });
  await at.run();
  expect(at.calls[0]!.blocks).toEqual([]);
  const filtered = await hosted({ stages: fields.stages! });
  expect(await filtered.run()).toBeNull();
});

test("what it may not have is left out of its patch, and said", async () => {
  const at = await hosted(fields, [level, { op: "remove", block: 1 }]);
  expect(await at.run()).toEqual({ patch: [level], refused: ["remove: it needs the permission blocks.write:remove"] });
  expect(at.info()).toMatchObject({ strikes: 0 });
  expect(
    at
      .info()
      .capabilities.filter(({ used }) => used)
      .map(({ capability }) => capability),
  ).toEqual(["blocks.write:level"]);
});

test("changes of blocks that it was not shown are a strike; three in a row quarantine", async () => {
  const at = await hosted(fields, [level, { op: "level", block: 99, level: "minimal" }]);
  for (let call = 1; call <= 3; call++) {
    expect(await at.run()).toMatchObject({ patch: [level] });
    expect(at.info().strikes).toBe(call);
  }
  expect(at.info()).toMatchObject({ state: "quarantined", trouble: expect.stringContaining("was not shown") });
});

test("in a project where the texts were taken away, no text reaches the runtime", async () => {
  const at = await hosted(fields, [level]);
  const secret = await projectForTest();
  await at.host.update("tidy", {
    narrow: { project: secret, without: ["blocks.read:content", "blocks.write:level"] },
  });
  const blocks = [blockFacts(1)];
  expect(await at.run(blocks, secret)).toMatchObject({ patch: [] });
  const [shown] = at.calls[0]!.blocks;
  expect(shown).toMatchObject({ n: 1, text: "", tokens: 100, role: "tool_result" });
  expect(shown!.hash).not.toBe(blocks[0]!.hash);
  expect(JSON.stringify(at.calls[0])).not.toContain("text of 1");
  expect(at.calls[0]!.permissions?.blocks).toMatchObject({ read: "metadata", write: [] });
  expect(await at.run(blocks, "/work/other")).toMatchObject({ patch: [level] });
  expect(at.calls[1]!.blocks).toBe(blocks);
});

test("three requests that fail with one fall are one strike", async () => {
  const at = await hosted();
  const hanging = Promise.withResolvers<never>();
  at.runners.behaviour.stage = () => hanging.promise;
  const requests = Promise.all([1, 2, 3, 4].map(() => codeOf(at.run())));
  await new Promise((resolve) => setImmediate(resolve));
  at.runners.crash();
  hanging.reject(timeout());
  expect(await requests).toEqual(["plugin_timeout", "plugin_timeout", "plugin_timeout", "plugin_timeout"]);
  expect(at.info().strikes).toBe(1);
  await vi.waitFor(() => expect(at.info().state).toBe("running"));
});

test("a guest that is interrupted and goes on has a strike for each time, and is quarantined with the third", async () => {
  const at = await hosted();
  at.runners.behaviour.stage = () => Promise.reject(timeout());
  for (const strikes of [1, 2]) {
    expect(await codeOf(at.run())).toBe("plugin_timeout");
    expect(at.info()).toMatchObject({ state: "running", strikes });
  }
  expect(await codeOf(at.run())).toBe("plugin_timeout");
  expect(at.info()).toMatchObject({ state: "quarantined", trouble: expect.stringContaining("took longer") });
});

test("a fall is one strike, whichever is told first, the call or the end", async () => {
  const at = await hosted();
  at.runners.behaviour.stage = async () => {
    at.runners.crash();
    throw timeout();
  };
  expect(await codeOf(at.run())).toBe("plugin_timeout");
  expect(at.info().strikes).toBe(1);
  await vi.waitFor(() => expect(at.info().state).toBe("running"));
  at.runners.behaviour.stage = () => Promise.reject(timeout());
  expect(await codeOf(at.run())).toBe("plugin_timeout");
  at.runners.crash();
  expect(at.info()).toMatchObject({ strikes: 2 });
});

test("a fall is one line of the log, whether a call, the end or nobody tells of it first", async () => {
  const at = await hosted();
  const errors = () => at.host.logs("tidy", 100).filter(({ level }) => level === "error");
  at.runners.behaviour.stage = async () => {
    at.runners.crash();
    throw timeout();
  };
  await codeOf(at.run());
  expect(errors()).toHaveLength(1);
  await vi.waitFor(() => expect(at.info().state).toBe("running"));
  at.runners.behaviour.stage = () => Promise.reject(timeout());
  await codeOf(at.run());
  at.runners.crash();
  expect(errors()).toHaveLength(2);
  await vi.waitFor(() => expect(at.info().state).toBe("running"));
  at.runners.crash();
  expect(errors()).toHaveLength(3);
});

test("who is late and then falls has one line, too; who comes back late, one that blames nobody", async () => {
  const at = await hosted();
  const lines = () => at.host.logs("tidy", 100).map(({ message }) => message);
  const falls = Promise.withResolvers<never>();
  at.runners.behaviour.stage = () => falls.promise;
  expect(await codeOf(at.run())).toBe("plugin_timeout");
  falls.reject(timeout());
  await vi.waitFor(() => expect(lines()).toEqual([timeout().message]));
  expect(at.info().strikes).toBe(1);
  const returns = Promise.withResolvers<{ patch: []; guestMs: number }>();
  at.runners.behaviour.stage = () => returns.promise;
  expect(await codeOf(at.run())).toBe("plugin_timeout");
  returns.resolve({ patch: [], guestMs: 1 });
  await vi.waitFor(() => expect(lines()).toHaveLength(2));
  expect(at.info().strikes).toBe(1);
});

test("who fell with another one has no strike", async () => {
  const at = await hosted();
  at.runners.crash("plugin_gone");
  expect(at.info()).toMatchObject({ state: "starting", strikes: 0 });
});

test("whatever a runtime rejects with, it is told by a code, without control characters", async () => {
  const at = await hosted();
  at.runners.behaviour.stage = () => Promise.reject(new Error("\u001b[2Jbad\nworse"));
  expect(await codeOf(at.run())).toBe("plugin_failed");
  at.runners.behaviour.stage = () => Promise.reject("a string");
  expect(await codeOf(at.run())).toBe("plugin_failed");
  const failed = at.services.told.filter(({ type }) => type === "plugin-failed");
  expect(failed).toHaveLength(2);
  expect(JSON.stringify(failed)).not.toMatch(/u001b/);
  expect(failed[1]!.data).toMatchObject({ plugin: "tidy", stage: "after_zone", code: "plugin_failed", strikes: 2 });
});

test("events beyond what it may tell are left out", async () => {
  const emit: PatchItem = { op: "emit", event: "found", data: {} };
  const at = await hosted(fields, [...Array.from({ length: 150 }, () => emit), level]);
  const { patch, refused } = (await at.run())!;
  expect([patch.length, patch.at(-1)]).toEqual([101, level]);
  expect(refused).toEqual(["emit: 50 events are too many at once"]);
});
