import { expect, test } from "vitest";
import { sampleItem, sampleResult } from "../testing/samples.ts";
import { describeResult } from "./describe-result.ts";

const refused = (n: number, reason: string) => sampleItem(n, { status: "refused", reason });

test("counts what became of the blocks, and says why where there is one reason", () => {
  expect(describeResult(sampleResult([sampleItem(1)]))).toBe("1 goes with the next request");
  const mixed = [sampleItem(1), sampleItem(2), sampleItem(3, { status: "pending" }), refused(4, "it is signed")];
  expect(describeResult(sampleResult(mixed))).toBe(
    "2 go with the next request · 1 waits until it is free or pays · 1 refused: it is signed",
  );
  expect(describeResult(sampleResult([sampleItem(1, { status: "recorded" })]))).toBe("1 noted");
});

test("several reasons are counted only", () => {
  expect(describeResult(sampleResult([refused(1, "a"), refused(2, "b")]))).toBe("2 refused");
});

test("nothing is said to be nothing", () => {
  expect(describeResult(sampleResult([]))).toBe("nothing to do");
});
