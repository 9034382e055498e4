import { expect, test } from "vitest";
import { joinAdjacent } from "./join-adjacent.ts";

test("pieces side by side in a buffer are one, others stay", () => {
  const bytes = Uint8Array.from([1, 2, 3, 4, 5, 6]);
  const other = Uint8Array.from([9]);
  const joined = joinAdjacent([
    bytes.subarray(0, 2),
    bytes.subarray(2, 3),
    other,
    bytes.subarray(3, 5),
    new Uint8Array(),
    bytes.subarray(5),
  ]);
  expect(joined.map((piece) => [...piece])).toEqual([[1, 2, 3], [9], [4, 5, 6]]);
  expect(joined[0]!.buffer).toBe(bytes.buffer);
  expect(joinAdjacent([])).toEqual([]);
});
