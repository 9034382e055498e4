import { describe, expect, test } from "vitest";
import { z } from "zod";
import { NewStagedItem } from "../staging.ts";
import {
  NewCheckpoint,
  NewHold,
  ReleaseHold,
  RestoreCheckpoint,
  SetBudget,
  SetControl,
  UpdateStagedItem,
} from "./control.ts";
import {
  ApplyPending,
  CompressBlocks,
  EditBlocks,
  InsertBlock,
  MoveBlocks,
  NewNote,
  PinBlocks,
  RedactBlocks,
  RemoveBlocks,
  RestoreBlocks,
  UndoOperations,
} from "./operations.ts";
import { writeBody } from "./write-body.ts";

const Body = writeBody({ dryRun: z.boolean().default(false), content: z.string() });

test("a field that is not known is refused with the nearest one, a line for each", () => {
  const { error } = Body.safeParse({ content: "a", dryrun: true, colour: 1 });
  expect(error?.issues).toMatchObject([{ code: "unrecognized_keys", path: [], keys: ["dryrun", "colour"] }]);
  expect(error?.issues[0]?.message.split("\n")).toEqual([
    "unknown field; did you mean dryRun?",
    "unknown field; known are dryRun, content",
  ]);
});

test("what is known is read as ever, and other faults keep their words", () => {
  expect(Body.parse({ content: "a" })).toEqual({ dryRun: false, content: "a" });
  expect(Body.safeParse({ content: 1 }).error?.issues[0]?.message).toMatch(/expected string/i);
});

describe("every body of a write", () => {
  const bodies: Readonly<Record<string, z.ZodType>> = {
    NewStagedItem,
    NewCheckpoint,
    NewHold,
    ReleaseHold,
    RestoreCheckpoint,
    SetBudget,
    SetControl,
    UpdateStagedItem,
    ApplyPending,
    CompressBlocks,
    EditBlocks,
    InsertBlock,
    MoveBlocks,
    NewNote,
    PinBlocks,
    RedactBlocks,
    RemoveBlocks,
    RestoreBlocks,
    UndoOperations,
  };
  test.each(Object.entries(bodies))("%s", (_name, schema) => {
    const issues = schema.safeParse({ nobody: 1 }).error?.issues ?? [];
    expect(issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []))).toEqual(["nobody"]);
  });

  test("also inside what is staged", () => {
    const staged = { name: "n", source: { kind: "text", text: "t", path: "p" } };
    expect(NewStagedItem.safeParse(staged).error?.issues).toMatchObject([{ path: ["source"], keys: ["path"] }]);
  });
});
