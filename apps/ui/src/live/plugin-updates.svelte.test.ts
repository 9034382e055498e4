import "../testing/runes.ts";
import type { PluginUpdates as Answer, PluginUpdate } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { sampleManifest, samplePlugin, sampleUpdate } from "../testing/sample-plugin.ts";
import { PluginUpdates, type UpdatesClient } from "./plugin-updates.svelte.ts";

function setUp(updates: PluginUpdate[], change: Partial<UpdatesClient> = {}) {
  const asked: unknown[] = [];
  const answer: Answer = { policy: "notify", checkedAt: null, updates, troubles: [] };
  const state = new PluginUpdates({
    updates: async () => answer,
    checkUpdates: async () => ({ ...answer, troubles: [{ plugin: "other", reason: "no answer" }] }),
    startUpdate: async (id, input) => {
      asked.push([id, input]);
      return sampleUpdate({ phase: "watching" });
    },
    rollback: async (id) => {
      asked.push(["rollback", id]);
      return samplePlugin({ manifest: sampleManifest({ version: "1.1.0" }) });
    },
    pin: async (id, pinned) => {
      asked.push(["pin", id, pinned]);
      return samplePlugin({ pinned });
    },
    audit: async () => ({ findings: [], checked: 1 }),
    ...change,
  });
  return { state, asked };
}

test("those that wait for somebody are counted, not those that are over or under way", async () => {
  const phases = ["available", "cooling", "needs-consent", "pinned", "refused", "proving", "watching", "done"] as const;
  const { state } = setUp(phases.map((phase) => sampleUpdate({ plugin: phase, phase })));
  await state.load();
  expect(state.open.map(({ phase }) => phase)).toEqual(["available", "cooling", "needs-consent", "pinned", "refused"]);
  expect([state.of("proving")?.phase, state.of("nothing")]).toEqual(["proving", undefined]);
});

test("asked now: how many there are, and who could not be asked", async () => {
  const { state } = setUp([sampleUpdate()]);
  await state.check();
  expect(state.said).toBe("1 update; 1 could not be asked");
  const none = setUp([], { checkUpdates: async () => ({ policy: "off", checkedAt: null, updates: [], troubles: [] }) });
  await none.state.check();
  expect(none.state.said).toBe("nothing newer");
});

test("started, rolled back, pinned: said in words, and read again", async () => {
  const { state, asked } = setUp([]);
  await state.start("short-results", { version: "1.3.0" });
  expect(state.said).toBe("short-results 1.3.0: is in place, and watched");
  await state.rollback("short-results");
  expect(state.said).toBe("short-results is 1.1.0 again");
  await state.pin(samplePlugin(), true);
  expect(state.said).toBe("short-results stays at 1.2.0");
  expect(asked).toEqual([
    ["short-results", { version: "1.3.0" }],
    ["rollback", "short-results"],
    ["pin", "short-results", true],
  ]);
  expect(state.list.value?.policy).toBe("notify");
});

test("a refusal is told, and where it stopped is read all the same", async () => {
  const { state } = setUp([sampleUpdate({ phase: "refused" })], {
    startUpdate: refusal(409, "The proof failed"),
    audit: refusal(500, "no audit"),
  });
  expect(await state.start("short-results", {})).toBe(false);
  expect([state.deed.trouble, state.said, state.of("short-results")?.phase]).toEqual([
    "The proof failed",
    undefined,
    "refused",
  ]);
  await state.readAudit();
  expect(state.audit.trouble).toBe("no audit");
});
