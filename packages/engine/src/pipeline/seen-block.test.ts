import { expect, test } from "vitest";
import { change } from "../governor/testing/prompts.ts";
import { SeenBlock, type SeenBlockFacts } from "./seen-block.ts";
import { pipelineRequest } from "./testing/pipeline-request.ts";

const facts = (index: number, more: Partial<SeenBlockFacts> = {}): SeenBlockFacts => ({
  ...{ n: index + 1, placed: pipelineRequest().drafts[index]!, position: index, originalTokens: 29, change: undefined },
  ...{ isPending: false, editable: true, pinned: null, age: 2, isFree: false },
  ...more,
});

test("without a change what is sent is the client's text", () => {
  const block = new SeenBlock(facts(3));
  expect(block).toMatchObject({
    role: "tool_result",
    kind: "tool_result",
    toolId: "t1",
    isError: false,
    origin: "client",
  });
  expect(block).toMatchObject({ tokens: 29, originalTokens: 29, level: "original", zone: "middle", pinned: null });
  expect(block.sent).toBe(block.text);
  expect(block.hash).toBe(facts(3).placed.draft.hash);
});

test("with one it is that, and the client's text is still known", () => {
  const block = new SeenBlock(facts(3, { change: change(4, 7, { text: "short", level: "summarized" }) }));
  expect(block).toMatchObject({ sent: "short", tokens: 7, originalTokens: 29, level: "summarized" });
  expect(block.text).toBe("what the file says, at length");
});

test("a call tells its tool and the files it names", () => {
  const block = new SeenBlock(facts(2));
  expect(block).toMatchObject({ role: "tool_use", toolName: "Read", filePaths: ["a.ts"] });
  expect(new SeenBlock(facts(1)).filePaths).toEqual([]);
});
