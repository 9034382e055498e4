import "../testing/runes.ts";
import { ApiError } from "@aperture/sdk/client";
import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { BlockStory, type StoryClient } from "./block-story.svelte.ts";

const diff = "@@ -1,2 +1 @@\n one\n-two\n";
function clientWith(content: string): StoryClient {
  return {
    block: async (id) => {
      if (id !== "block-1") {
        const detail = `There is no block ${id}`;
        throw new ApiError({ type: "about:blank", title: "x", status: 404, code: "not_found", detail });
      }
      return sampleBlock(1, { content });
    },
    control: {
      diff: async (block) => ({ block, from: 0, to: 1, diff }),
      versions: async (block) => ({ block, versions: [] }),
      notes: async (block) => ({ notes: [{ id: "note-1", block, actor: "user", at: "", text: "look" }] }),
    },
  };
}

test("tells what the client said and what is sent instead", async () => {
  const story = new BlockStory(clientWith("one\ntwo\n"));
  await story.load("block-1");
  expect(story.block?.content).toBe("one\ntwo\n");
  expect(story.sentText).toBe("one\n");
  expect(story.notes.map((note) => note.text)).toEqual(["look"]);
});

test("where the diff is of another text, the client's own is shown", async () => {
  const story = new BlockStory(clientWith("quite another\n"));
  await story.load("block-1");
  expect(story.sentText).toBe("quite another\n");
});

test("another block does not show what the last one had", async () => {
  const story = new BlockStory(clientWith("one\ntwo\n"));
  await story.load("block-1");
  await story.load("block-9");
  expect([story.block, story.sentText, story.trouble]).toEqual([undefined, "", "There is no block block-9"]);
});
