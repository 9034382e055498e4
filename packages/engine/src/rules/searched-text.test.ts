import { expect, test } from "vitest";
import { stageBlock } from "../stage/testing/stage-block.ts";
import { BlockView } from "./block-view.ts";
import { SEARCHED_END, searchedText } from "./searched-text.ts";
import { splitSelector } from "./split-selector.ts";

const filler = "-".repeat(3 * SEARCHED_END);
const matches = (select: string, text: string): boolean => {
  const term = splitSelector(select, "a-rule", "/when/select").fixed[0]!;
  return term.test(new BlockView(1, () => 0).of(stageBlock({ n: 1, text }), 0)) !== term.negated;
};

test("a text is searched as a whole up to twice the bound", () => {
  const text = `${"-".repeat(SEARCHED_END)}needle${"-".repeat(SEARCHED_END - 6)}`;
  expect(searchedText(text)).toBe(text);
  expect(matches("text:needle", text)).toBe(true);
});

test("of a longer one the beginning and the end are, for plain words and patterns alike", () => {
  for (const select of ["text:needle", "text~need.e"]) {
    expect(matches(select, `needle${filler}`)).toBe(true);
    expect(matches(select, `${filler}needle`)).toBe(true);
    expect(matches(select, `${filler}needle${filler}`)).toBe(false);
    expect(matches(`!${select}`, `${filler}needle${filler}`)).toBe(true);
  }
  expect(searchedText(filler)).toHaveLength(2 * SEARCHED_END + 1);
});

test("^ and $ are the text's own ends", () => {
  expect(matches("text~^needle", `needle${filler}`)).toBe(true);
  expect(matches("text~needle$", `${filler}needle`)).toBe(true);
  const cut = "-".repeat(SEARCHED_END - 6);
  expect(matches("text~needle$", `${cut}needle${filler}`)).toBe(false);
  expect(matches("text~^needle", `${filler}needle${cut}`)).toBe(false);
});
