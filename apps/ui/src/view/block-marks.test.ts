import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { blockMarks } from "./block-marks.ts";

const sent = { change: "change-1", level: "minimal", kind: "compress", actor: "auto", tokens: 12 } as const;
const pending = { ...sent, actor: "user", state: "pending", forced: false, costNow: 9 } as const;
const words = (fields: Parameters<typeof sampleBlock>[1]) =>
  blockMarks(sampleBlock(1, fields)).map((mark) => mark.short);

test.each([
  [{}, []],
  [{ sent }, ["minimal"]],
  [{ sent: { ...sent, kind: "remove" } }, ["removed"]],
  [{ pending }, ["minimal waits"]],
  [{ pending: { ...pending, forced: true } }, ["minimal next"]],
  [{ sent, pending: { ...pending, state: "undo-pending" } as const }, ["minimal", "undo waits"]],
  [{ pinned: "bottom" as const, notes: 2 }, ["bottom", "*2"]],
])("%j: %j", (fields, marks) => {
  expect(words(fields)).toEqual(marks);
});

test("what goes with the next request anyway does not wait", () => {
  expect(blockMarks(sampleBlock(1, { pending }), ["change-1"]).map((mark) => mark.short)).toEqual(["minimal next"]);
});

test("a mark's whole story says who and how much", () => {
  const [mark] = blockMarks(sampleBlock(1, { sent, tokens: 5_573 }));
  expect(mark?.says).toBe("Sent minimal by auto: 12 instead of 5,573 tokens");
  const [waits] = blockMarks(sampleBlock(1, { pending }));
  expect(waits?.says).toBe("minimal, by user, waits until it is free or pays");
});
