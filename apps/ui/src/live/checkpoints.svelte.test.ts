import "../testing/runes.ts";
import type { Checkpoint } from "@aperture/sdk";
import { expect, test } from "vitest";
import { Checkpoints } from "./checkpoints.svelte.ts";

function setUp() {
  let kept: Checkpoint[] = [];
  const compared: string[] = [];
  const checkpoints = new Checkpoints({
    checkpoints: async () => ({ checkpoints: kept }),
    saveCheckpoint: async ({ name }) => {
      const made = { id: `checkpoint-${kept.length + 1}`, sessionId: "session-1", name, at: "", decisions: 2 };
      kept = [made, ...kept];
      return made;
    },
    removeCheckpoint: async (id) => {
      kept = kept.filter((checkpoint) => checkpoint.id !== id);
      return { removed: id };
    },
    diffCheckpoint: async (id) => {
      compared.push(id);
      return { from: id, to: "now", blocks: [{ block: "block-1", from: "original", to: "minimal" }] };
    },
  });
  return { checkpoints, compared };
}

test("saves under a name, and shows it at once", async () => {
  const { checkpoints } = setUp();
  expect(await checkpoints.save("session-1", "  before  ")).toBe(true);
  expect(checkpoints.list.value?.map((checkpoint) => checkpoint.name)).toEqual(["before"]);
  expect(await checkpoints.save("session-1", "   ")).toBe(false);
  expect(checkpoints.list.value).toHaveLength(1);
});

test("shows how one differs from now, follows what happens, and puts it away", async () => {
  const { checkpoints, compared } = setUp();
  await checkpoints.save("session-1", "before");
  await checkpoints.compare("checkpoint-1");
  expect(checkpoints.diff.value?.blocks).toHaveLength(1);
  await checkpoints.load("session-1");
  expect(compared).toEqual(["checkpoint-1", "checkpoint-1"]);
  await checkpoints.compare("checkpoint-1");
  expect([checkpoints.compared, checkpoints.diff.value]).toEqual([undefined, undefined]);
});

test("a removed one is gone, with its difference", async () => {
  const { checkpoints } = setUp();
  await checkpoints.save("session-1", "before");
  await checkpoints.compare("checkpoint-1");
  await checkpoints.remove("session-1", "checkpoint-1");
  expect([checkpoints.list.value, checkpoints.compared]).toEqual([[], undefined]);
});
