import { expect, test } from "vitest";
import { recorded, runStage } from "../testing.ts";

const recording = {
  $comment: "two requests",
  fixture: 1,
  agent: "claude-code",
  dialect: "anthropic",
  model: "large",
  limit: 200_000,
  turns: 2,
  blocks: [
    { n: 4, turn: 1, role: "user", kind: "text", tokens: 10, zone: "middle", text: "fix it" },
    { n: 5, turn: 1, until: 1, role: "user", kind: "text", tokens: 7, zone: "recency", text: "reminder" },
    {
      n: 9,
      turn: 2,
      role: "tool_result",
      kind: "tool_result",
      tokens: 20,
      zone: "recency",
      toolName: "Bash",
      toolId: "t",
      isError: true,
      text: "failed",
    },
  ],
};

test("each request has the blocks that it had", () => {
  const turns = recorded(JSON.stringify(recording));
  expect(turns.map(({ blocks }) => blocks.map(({ n }) => n))).toEqual([
    [4, 5],
    [4, 9],
  ]);
  expect(turns[0]!.request).toMatchObject({ agent: "claude-code", turn: 1, cold: true, tokens: 17, limit: 200_000 });
  expect(turns[1]!.request).toMatchObject({ turn: 2, cold: false, tokens: 30 });
  expect(turns[1]!.blocks[0]).toMatchObject({ age: 1, isFree: false, toolName: undefined });
  expect(turns[1]!.blocks[1]).toMatchObject({ age: 0, isFree: true, toolName: "Bash", isError: true });
});

test("they are what a stage runs on", () => {
  const plugin = {
    name: "tried",
    version: "1.0.0",
    stage: "after_zone",
    process: (blocks: { where(selector: object): { level(level: string): void } }) =>
      blocks.where({ isError: true, level: "original" }).level("minimal"),
  };
  for (const { blocks, request } of recorded(JSON.stringify(recording)))
    expect(runStage(plugin, blocks, {}, { request }).patch).toHaveLength(request.turn - 1);
});

test("what is no recording is told", () => {
  expect(() => recorded("{}")).toThrow(/fixture/);
  expect(() => recorded("no")).toThrow(SyntaxError);
  expect(() => recorded(JSON.stringify({ ...recording, fixture: 2 }))).toThrow(/fixture/);
});
