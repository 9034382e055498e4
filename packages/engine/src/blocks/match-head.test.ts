import { describe, expect, test } from "vitest";
import { type HeadKeys, isFrame, matchHead } from "./match-head.ts";

const head = (
  conversation: readonly string[],
  frame: readonly string[] = ["system:1", "other#tool:a", "other#tool:b"],
): HeadKeys => ({
  frame: new Set(frame),
  conversation,
  answer: [],
});
const talk = ["user:1", "assistant:1", "tool_use#t1", "tool_result#t1", "assistant:2"];

describe("kinship", () => {
  test.each([
    ["grows", talk, [...talk, "user:2"], "continues"],
    ["is resent", talk, talk, "continues"],
    ["is rewound and edited", talk, ["user:1", "assistant:1", "user:9"], "related"],
    ["gets a reminder first", talk, ["user:reminder", ...talk], "related"],
    ["keeps only its tail", talk, ["user:summary", "tool_use#t1", "tool_result#t1", "user:2"], "related"],
    ["is compacted whole", talk, ["user:summary"], "same-frame"],
    [
      "shares a greeting only by chance",
      ["user:hi", ...Array.from({ length: 9 }, (_, n) => `a:${n}`)],
      ["user:hi", ...Array.from({ length: 9 }, (_, n) => `b:${n}`)],
      "same-frame",
    ],
  ] as const)("a conversation that %s", (_, old, next, kinship) => {
    expect(matchHead(head(old), head(next)).kinship).toBe(kinship);
  });

  test("another frame and another conversation are strangers", () => {
    expect(matchHead(head(talk), head(["user:x"], ["system:2"])).kinship).toBe("stranger");
    expect(matchHead(head(talk, []), head(["user:x"], [])).kinship).toBe("stranger");
  });

  test("a frame that changed a little is still the same program", () => {
    expect(matchHead(head(talk), head(["user:x"], ["system:1", "other#tool:a", "other#tool:c"])).kinship).toBe(
      "same-frame",
    );
  });

  test("an empty head is continued by nobody", () => {
    expect(matchHead(head([]), head(talk)).kinship).not.toBe("continues");
  });
});

test("the longer shared conversation ranks first", () => {
  const next = head([...talk, "user:2"]);
  expect(matchHead(head(talk), next).common).toBeGreaterThan(matchHead(head(talk.slice(0, 2)), next).common);
});

test("system prompts and tool definitions are the frame", () => {
  expect(isFrame("system", "text")).toBe(true);
  expect(isFrame("other", "tool_definition")).toBe(true);
  expect(isFrame("user", "text")).toBe(false);
});

describe("the answer", () => {
  const answered = { ...head(["user:1"]), answer: ["thinking:1", "assistant:1", "tool_use#t1"] };
  test.each([
    ["comes back whole", ["user:1", "thinking:1", "assistant:1", "tool_use#t1", "user:2"], "continues", 4],
    ["comes back without its thinking", ["user:1", "assistant:1", "tool_use#t1", "user:2"], "continues", 3],
    ["is not back yet: the same request again", ["user:1"], "continues", 1],
    ["is another one: a conversation that began alike", ["user:1", "assistant:9", "user:2"], "related", 1],
  ] as const)("%s", (_, conversation, kinship, common) => {
    expect(matchHead(answered, head(conversation))).toEqual({ kinship, common });
  });
});
