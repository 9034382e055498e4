import { expect, test } from "vitest";
import { block } from "../../testing-kit/test-block.ts";
import { inStage } from "../testing/in-stage.ts";
import type { BlockView } from "./block-view.ts";

const full = block({
  n: 17,
  role: "tool_result",
  kind: "function_call_output",
  zone: "recency",
  level: "trimmed",
  pinned: "bottom",
  toolName: "Bash",
  toolId: "call-9",
  filePaths: ["src/a.ts", "src/b.ts"],
  text: "twelve chars",
  tokens: 3,
  originalTokens: 8,
  age: 4,
  origin: "plugin:other",
  isError: true,
  isPending: true,
  isFree: true,
});

test("every field of a record is what the block is", () => {
  inStage((blocks) => expect({ ...fieldsOf(blocks.first!) }).toEqual(expected), { blocks: [full] });
});

const expected = {
  id: "block-17",
  n: 17,
  place: 0,
  role: "tool_result",
  kind: "function_call_output",
  zone: "recency",
  level: "trimmed",
  pinned: "bottom",
  toolName: "Bash",
  toolId: "call-9",
  filePaths: ["src/a.ts", "src/b.ts"],
  text: "twelve chars",
  textLength: 12,
  tokens: 3,
  originalTokens: 8,
  firstTurn: 1,
  age: 4,
  origin: "plugin:other",
  isError: true,
  isPending: true,
  isFree: true,
  isNew: false,
  isEditable: true,
  isReadable: true,
  isWritable: true,
};

/** Getters, read one by one. */
function fieldsOf(view: BlockView): object {
  return Object.fromEntries(Object.keys(expected).map((name) => [name, view[name as keyof BlockView]]));
}

test("what is not there is empty, and no path is no path", () => {
  inStage((blocks) => {
    const { toolName, toolId, filePaths, pinned, age, isNew } = blocks.first!;
    expect({ toolName, toolId, filePaths, pinned, age, isNew }).toEqual({
      toolName: "",
      toolId: "",
      filePaths: [],
      pinned: null,
      age: 0,
      isNew: true,
    });
  });
});

test("the version of a text is another one for another text", () => {
  const versions = ["one", "two", "one"].map((text) => {
    let version = 0;
    inStage(
      (blocks) => {
        version = blocks.first!.textVersion;
      },
      { blocks: [block({ text })] },
    );
    return version;
  });
  expect(versions[0]).toBe(versions[2]);
  expect(versions[0]).not.toBe(versions[1]);
});

test("roles and zones that were not granted are neither readable nor writable", () => {
  const permissions = { blocks: { read: "content", write: ["level"], roles: ["user"], zones: ["middle"] } };
  const blocks = [block({}), block({ role: "assistant" }), block({ zone: "recency" })];
  inStage(
    (list) => {
      expect(list.map(({ isReadable, isWritable }) => [isReadable, isWritable])).toEqual([
        [true, true],
        [false, false],
        [false, false],
      ]);
      expect(list.at(0)!.text).toBe("A user block.");
      expect(() => list.at(1)!.text).toThrow(/blocks\.read:content/);
    },
    { blocks, permissions },
  );
});

test("a view that is kept for later reads nothing of a later call", () => {
  let kept: BlockView | undefined;
  inStage((blocks) => {
    kept = blocks.first;
  });
  expect(() => kept!.text).toThrow(/end with its call/);
  expect(() => kept!.toolName).toThrow(/end with its call/);
  expect(() => kept!.remove()).toThrow(/end with its call/);
});
