import "../testing/runes.ts";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { type PanelClient, PluginPanel } from "./plugin-panel.svelte.ts";

function setUp(change: Partial<PanelClient> = {}) {
  const asked: unknown[] = [];
  let drawn = 0;
  const client: PanelClient = {
    panel: async () => {
      drawn += 1;
      return { panel: { title: `drawing ${drawn}`, nodes: [] }, trouble: null };
    },
    action: async (id, name, input) => {
      asked.push([id, name, input]);
      return { result: null };
    },
    ...change,
  };
  return { panel: new PluginPanel(client, "notes"), asked };
}

test("an action takes its input along, and the panel is drawn anew after it", async () => {
  const { panel, asked } = setUp();
  await panel.load();
  expect(await panel.act("save", { text: "x" })).toBe(true);
  expect(asked).toEqual([["notes", "save", { text: "x" }]]);
  expect([panel.said, panel.shown.value?.panel?.title]).toEqual(["done", "drawing 2"]);
});

test("tells what it answered: a sentence, or any JSON, and never more than a line or two", async () => {
  const answers = ["Saved.", { saved: 2 }, "x".repeat(9_000)];
  const { panel } = setUp({ action: async () => ({ result: answers.shift() as string }) });
  const said: (string | undefined)[] = [];
  for (let n = 0; n < 3; n += 1) {
    await panel.act("save", {});
    said.push(panel.said);
  }
  expect(said.slice(0, 2)).toEqual(["Saved.", '{"saved":2}']);
  expect(said[2]).toHaveLength(401);
});

test("an action that fails says why, and the panel stays as it was", async () => {
  const { panel } = setUp({ action: refusal(502, "notes failed in the action save: no room") });
  await panel.load();
  expect(await panel.act("save", {})).toBe(false);
  expect(panel.deed.trouble).toBe("notes failed in the action save: no room");
  expect([panel.said, panel.shown.value?.panel?.title]).toEqual([undefined, "drawing 1"]);
});
