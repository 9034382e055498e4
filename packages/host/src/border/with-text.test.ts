import { expect, test } from "vitest";
import type { BlockFacts } from "./block-facts.ts";
import { withText } from "./with-text.ts";

const block: BlockFacts = {
  n: 3,
  role: "tool_result",
  kind: "tool_result",
  toolName: "Read",
  toolId: "call-1",
  filePaths: ["a.ts"],
  isError: false,
  editable: true,
  text: "secret",
  hash: "h1",
  tokens: 2,
  originalTokens: 4,
  level: "trimmed",
  isPending: true,
  zone: "middle",
  pinned: "top",
  origin: "client",
  age: 7,
  isFree: true,
};

test("everything of a block but its text and the text's hash", () => {
  expect(withText(block, "hidden", "h2")).toEqual({ ...block, text: "hidden", hash: "h2" });
});

test("nothing that the program's blocks have beside it", () => {
  const more = { ...block, sent: "secret", position: 5 };
  expect(Object.keys(withText(more, "", "")).sort()).toEqual(Object.keys(block).sort());
});
