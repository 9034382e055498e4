import { expect, test } from "vitest";
import { splice } from "../../document/splice.ts";
import { EditList } from "./edit-list.ts";
import { UnitEdits } from "./unit-edits.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const body = new TextEncoder().encode("abcdef");

test("gives edits in body order; what is inserted at one place in the order it was given", () => {
  const edits = new EditList();
  edits.replace({ start: 4, end: 5 }, "E");
  edits.insert(1, "1");
  edits.insert(1, "2");
  edits.replace({ start: 1, end: 2 }, "B");
  expect(edits.all().map(({ start }) => start)).toEqual([1, 1, 1, 4]);
  expect(text(splice(body, edits.all()))).toBe("a12BcdEf");
  expect(text(splice(body, new EditList().all()))).toBe("abcdef");
});

test("knows which bytes are taken", () => {
  const edits = new EditList();
  edits.replace({ start: 2, end: 4 }, "");
  expect([1, 2, 3, 4].map((start) => edits.touches({ start, end: start + 1 }))).toEqual([false, true, true, false]);
  edits.replace({ start: 3, end: 5 }, "");
  expect(() => edits.all()).toThrow(RangeError);
});

test("spans of a unit are moved to where it stands; a member is set or added", () => {
  const edits = new EditList();
  const unit = new UnitEdits(edits, 2);
  unit.replace({ start: 0, end: 1 }, "C");
  const holder = {
    start: 1,
    end: 3,
    get: (key: string) => (key === "e" ? { start: 2, end: 3 } : undefined),
    entries: () => [1],
  };
  unit.setMember(holder, "e", "E");
  unit.setMember(holder, "new", "1");
  unit.setMember({ ...holder, start: 3, entries: () => [] }, "n", "2");
  expect(text(splice(body, edits.all()))).toBe('abCd"new":1,Ef"n":2');
});
