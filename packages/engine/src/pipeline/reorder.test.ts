import { expect, test } from "vitest";
import type { Intent } from "../stage/intent.ts";
import { runPipeline } from "./run.ts";
import { pipelineRequest, stageOf, stepsWith } from "./testing/pipeline-request.ts";

const insert = (text: string, forced = false): Intent => ({
  ...{ kind: "insert", behind: "tail", text, origin: text, reason: "r" },
  forced,
});
const ordered = (intents: readonly Intent[]) => {
  const { created, runs } = runPipeline(stepsWith(stageOf("s", intents)), pipelineRequest());
  return { texts: created.map(({ text }) => text), said: runs.find(({ stage }) => stage === "reorder")?.reason };
};

test("new texts: forced ones first, else in the order they were wanted; changes of blocks keep their place", () => {
  const edit: Intent = { kind: "edit", block: 4, text: "short", reason: "r" };
  expect(ordered([insert("a"), edit, insert("b", true), insert("c")])).toEqual({
    texts: ["b", "short", "a", "c"],
    said: "3 new texts ordered",
  });
});

test("one alone has no order", () => {
  expect(ordered([insert("a")])).toEqual({ texts: ["a"], said: null });
});
