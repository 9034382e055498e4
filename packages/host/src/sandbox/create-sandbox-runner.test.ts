import { afterAll, expect, test } from "vitest";
import { facts } from "../border/testing/facts.ts";
import { createPluginRig, everything, stageOf } from "./testing/run-plugin.ts";

const rig = createPluginRig();
afterAll(() => rig.close());

test("a plugin made with the sdk sees blocks and brings back a patch", async () => {
  const plugin = await rig.start(`
    import { definePlugin } from "@aperture/sdk/plugin";
    export default definePlugin({ name: "guest" }, {
      stages: {
        after_zone(blocks, ctx) {
          blocks.where({ role: "tool_result" }).zone("recency", "results last");
          const long = blocks.find((block) => block.text.includes("needle"));
          long.content(ctx.text.replace(long, /needle/g, "pin"));
          ctx.log.info("saw", blocks.length, "in turn", ctx.request.turn);
        },
      },
    });`);
  expect(plugin.handlers).toEqual({
    stages: ["after_zone"],
    events: [],
    actions: [],
    schedule: false,
    panel: false,
    serve: false,
  });
  const blocks = [facts(1, { text: 'a needle, a "needle"\n\u0000\ud800' }), facts(7, { role: "tool_result" })];
  const { patch, guestMs } = await plugin.stage(blocks);
  expect(patch).toEqual([
    { op: "zone", block: 7, zone: "recency", reason: "results last" },
    { op: "content", block: 1, text: 'a pin, a "pin"\n\u0000\ud800' },
  ]);
  expect(guestMs).toBeGreaterThan(0);
  expect(plugin.logs).toEqual(["info: saw 2 in turn 2"]);
  expect(plugin.used.toSorted()).toEqual(["blocks.read:content", "blocks.read:metadata"]);
  expect(plugin.runner.memory()).toBeGreaterThan(1_000_000);
});

test("one crossing finds the blocks that contain something, among those that may be read", async () => {
  const plugin = await rig.start(
    stageOf(`
      const names = (list) => list.map((block) => block.n).join("");
      ctx.log.info(names(blocks.containing(/needle/g)), names(blocks.where({ role: "user" }).containing("needle")),
        names(blocks.slice(0, 0).containing(/./)) + "-", names(blocks.containing("\\u0000")));`),
    { permissions: { ...everything, blocks: { ...everything.blocks!, roles: ["user", "assistant"] } } },
  );
  await plugin.stage([
    facts(1, { text: "hay" }),
    facts(2, { text: "needle needle" }),
    facts(3, { text: "needle", role: "assistant" }),
    facts(4, { text: "needle", role: "system" }),
    facts(5, { text: "a \u0000 b" }),
  ]);
  expect(plugin.logs).toEqual(["info: 23 2 - 5"]);
});

test("what was shown once is there in the next call, and what changed is seen", async () => {
  const plugin = await rig.start(
    stageOf(`ctx.log.info(blocks.toArray().map((b) => b.n + b.toolName + b.text + (b.isNew ? "!" : "")).join())`),
  );
  const first = [facts(1, { toolName: "read" }), facts(2, { text: "two" })];
  await plugin.stage(first);
  await plugin.stage([...first, facts(3, { toolName: "read", age: 1 })]);
  await plugin.stage([first[1]!]);
  expect(plugin.logs).toEqual([
    "info: 1readtext of 1!,2two!",
    "info: 1readtext of 1!,2two!,3readtext of 3",
    "info: 2two!",
  ]);
});
