import fc from "fast-check";
import { expect, test } from "vitest";
import { type Edit, splice } from "./splice.ts";

const bytes = fc.uint8Array({ maxLength: 200 });

/** Cut points in pairs are disjoint spans. */
const edits = (body: Uint8Array): fc.Arbitrary<Edit[]> =>
  fc
    .tuple(
      fc.array(fc.nat(body.length), { maxLength: 12 }),
      fc.array(fc.uint8Array({ maxLength: 9 }), { minLength: 6, maxLength: 6 }),
    )
    .map(([cuts, texts]) => {
      const sorted = cuts.sort((a, b) => a - b);
      const made: Edit[] = [];
      for (let index = 0; index + 1 < sorted.length; index += 2)
        made.push({ start: sorted[index]!, end: sorted[index + 1]!, bytes: texts[index / 2]! });
      return made;
    });

test("every byte outside the edits is the original's, every edit is in its place", () => {
  fc.assert(
    fc.property(
      bytes.chain((body) => fc.tuple(fc.constant(body), edits(body))),
      ([body, made]) => {
        // The slow way: a list of pieces.
        const pieces: number[] = [];
        let from = 0;
        for (const edit of made) {
          pieces.push(...body.subarray(from, edit.start), ...edit.bytes);
          from = edit.end;
        }
        pieces.push(...body.subarray(from));
        const shuffled = [...made].reverse();
        const disjoint = made.every(
          (edit, i) => i === 0 || made[i - 1]!.start !== edit.start || made[i - 1]!.end !== edit.start,
        );
        fc.pre(disjoint);
        expect([...splice(body, shuffled)]).toEqual(pieces);
      },
    ),
  );
});

test("nothing to change gives the very same bytes back", () => {
  const body = new Uint8Array([1, 2, 3]);
  expect(splice(body, [])).toBe(body);
});

test("insertions at one place keep their order and stand before what is replaced there", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const edited = splice(text("abc"), [
    { start: 1, end: 2, bytes: text("B") },
    { start: 1, end: 1, bytes: text("1") },
    { start: 1, end: 1, bytes: text("2") },
  ]);
  expect(new TextDecoder().decode(edited)).toBe("a12Bc");
});

test.each([
  [
    [
      { start: 0, end: 2 },
      { start: 1, end: 3 },
    ],
  ],
  [[{ start: 2, end: 1 }]],
  [[{ start: 0, end: 4 }]],
  [[{ start: -1, end: 0 }]],
])("refuses %j", (spans) => {
  const body = new Uint8Array(3);
  expect(() =>
    splice(
      body,
      spans.map((span) => ({ ...span, bytes: new Uint8Array() })),
    ),
  ).toThrow(RangeError);
});
