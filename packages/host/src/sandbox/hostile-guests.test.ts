import { ApertureError } from "@aperture/sdk";
import { afterAll, beforeAll, test } from "vitest";
import { facts } from "../border/testing/facts.ts";
import { hostileStages } from "./testing/hostile-stages.ts";
import { createPluginRig, type Plugin, stageOf } from "./testing/run-plugin.ts";
import { watchLag } from "./testing/watch-lag.ts";

const rig = createPluginRig();
let neighbour: Plugin;
beforeAll(async () => {
  neighbour = await rig.start(stageOf(`blocks.zone("recency")`));
});
afterAll(() => rig.close());

/** What a guest may end as. The host's own errors are all of this kind. */
const endings = ["plugin_timeout", "plugin_failed", "plugin_out_of_memory", "plugin_bad_answer"];
/**
 * Ms that the host's loop may stand still. Its own work is what the issue bounds (20); the rest is for machines that give the thread no
 * turn, and for collecting garbage of tests before this one.
 */
const STALL = { cpu: 60, wall: 3_000 };

test.for(hostileStages)("a stage with $name ends as $ends, and takes nothing with it", async (guest, { expect }) => {
  const plugin = await rig.start(guest.source);
  const blocks = [facts(1, { text: guest.text ?? "a".repeat(40) }), facts(2)];
  // What is not about time ends by itself, however slow the machine.
  const deadlineMs = guest.ends === "plugin_timeout" ? 100 : 10_000;
  const lag = watchLag();
  const ending = await plugin.stage(blocks, deadlineMs).then(
    ({ patch }) => (patch.length === 0 ? "nothing" : "patch"),
    (error: unknown) => (ApertureError.is(error) ? error.code : String(error)),
  );
  expect([ending, endings.includes(ending) || ending === "nothing"]).toEqual([guest.ends, true]);
  // Its neighbour does not notice.
  expect((await neighbour.stage(undefined, 10_000)).patch).toHaveLength(2);
  const stalled = lag.stop();
  expect(stalled.cpu).toBeLessThan(STALL.cpu);
  expect(stalled.wall).toBeLessThan(STALL.wall);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(plugin.gone.length).toBeLessThanOrEqual(1);
  for (const line of plugin.logs) expect(line).not.toContain("ESCAPED");
  if (plugin.gone.length > 0) {
    // What was ended stays ended, and says so; another one can take its place.
    await expect(plugin.stage(blocks)).rejects.toMatchObject({ code: "plugin_gone" });
    return;
  }
  // Ended softly: called again it does the same, and nothing worse.
  const again = await plugin.stage(blocks, deadlineMs).then(
    () => "nothing",
    (error: unknown) => (ApertureError.is(error) ? error.code : String(error)),
  );
  // A loop of promises that it left behind may have been found out in between.
  expect([guest.ends, ...(plugin.gone.length > 0 ? ["plugin_timeout", "plugin_failed", "plugin_gone"] : [])]).toContain(
    again,
  );
});
