import { expect, test } from "vitest";
import { sampleOperation } from "../testing/samples.ts";
import { describeOperation } from "./describe-operation.ts";

test.each([
  [{ input: { level: "minimal" }, blocks: ["block-3", "block-4"] }, "compress to minimal: block-3 and 1 more"],
  [{ kind: "pin", input: { pinned: "top" } }, "pin to top: block-1"],
  [{ kind: "unpin", input: { pinned: null } }, "unpin: block-1"],
  [{ kind: "move", input: { zone: "primacy" } }, "move to primacy: block-1"],
  [{ kind: "undo", input: { operation: "operation-7" } }, "undo operation-7: block-1"],
  [{ kind: "apply", blocks: [] }, "apply"],
] as const)("%j: %s", (fields, words) => {
  expect(
    describeOperation(
      sampleOperation(1, { ...fields, blocks: [...("blocks" in fields ? fields.blocks : ["block-1"])] }),
    ),
  ).toBe(words);
});
