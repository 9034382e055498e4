import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { Skeleton } from "../contract.ts";
import { summarize } from "./summarize.ts";
import { arbitraryText, arbitraryToolInput } from "./testing/arbitrary-text.ts";
import { loadSkeleton } from "./testing/load-skeleton.ts";

let skeleton: Skeleton;
beforeAll(async () => {
  skeleton = await loadSkeleton(["typescript", "python", "go"]);
});

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 3_000 : 250 };
const made = (text: string, toolInput?: string, keep: readonly string[] = []) =>
  summarize({ text, role: "tool_result", toolInput, keep }, { skeleton });

test("shorter, deterministic, framed, and never made again", () => {
  let summaries = 0;
  fc.assert(
    fc.property(arbitraryText, arbitraryToolInput, (text, toolInput) => {
      const first = made(text, toolInput);
      expect(made(text, toolInput)).toEqual(first);
      if (first === null) return;
      summaries++;
      expect(first.text.length).toBeLessThan(text.length);
      expect(first.text).toMatch(/^\[[^\n]+; by aperture\]\n/);
      expect(first.note).not.toContain("\n");
      expect(made(first.text, toolInput)).toBeNull();
    }),
    runs,
  );
  expect(summaries).toBeGreaterThan(runs.numRuns / 2);
});

test("every line that holds a text to keep is there", () => {
  const withKeep = fc.tuple(
    arbitraryText,
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 60 })), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(withKeep, arbitraryToolInput, ([text, places], toolInput) => {
      // Anything that stands in the text, across line ends too; read tools' numbers are not the file's text.
      const bare = text.replace(/^ {0,6}\d+→/gm, "");
      const keep = places.map(([at, , length]) => bare.slice(at % bare.length, (at % bare.length) + length));
      const summary = made(text, toolInput, keep)?.text;
      if (summary === undefined) return;
      for (const each of keep.filter((some) => some.trim() !== "" && !some.includes("\n"))) {
        expect(summary).toContain(each);
        for (const line of bare.split("\n")) if (line.includes(each)) expect(summary).toContain(line);
      }
    }),
    runs,
  );
});

test("errors in a log are there, word for word", () => {
  const errors = fc.uniqueArray(
    fc
      .tuple(fc.constantFrom("ERROR", "fatal:", "TypeError:", "panic:"), fc.nat(9_999))
      .map(([kind, id]) => `${kind} cannot open block ${id}`),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(errors, fc.integer({ min: 60, max: 400 }), fc.nat(), (found, count, seed) => {
      const lines = Array.from(
        { length: count },
        (_, index) => `10:00:${index % 60} worker ${index % 7} took its job, queue of ${index}`,
      );
      for (const [index, error] of found.entries()) lines.splice((seed + index * 31) % lines.length, 0, error);
      const summary = made(lines.join("\n"))!;
      for (const error of found) expect(summary.text.split("\n")).toContain(error);
    }),
    runs,
  );
});
