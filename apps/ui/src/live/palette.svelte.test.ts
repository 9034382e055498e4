import "../testing/runes.ts";
import { expect, test } from "vitest";
import { Palette } from "./palette.svelte.ts";

function paletteOf(...says: string[]): Palette {
  const palette = new Palette();
  palette.entries = says.map((words) => ({ says: words, run: () => undefined }));
  return palette;
}

test("finds what has every word, wherever it stands", () => {
  const palette = paletteOf("plugin Tally: settings", "plugin Tally: log", "log: what was done");
  palette.query = "LOG tally";
  expect(palette.matches.map(({ says }) => says)).toEqual(["plugin Tally: log"]);
  palette.query = "  ";
  expect(palette.matches).toHaveLength(3);
  palette.query = "nothing";
  expect([palette.matches, palette.chosen]).toEqual([[], undefined]);
});

test("the cursor goes round, and begins anew with every word", () => {
  const palette = paletteOf("a", "ab", "abc");
  palette.move(-1);
  expect(palette.chosen?.says).toBe("abc");
  palette.move(1);
  expect(palette.chosen?.says).toBe("a");
  palette.move(1);
  palette.query = "b";
  expect(palette.chosen?.says).toBe("ab");
  palette.query = "nothing";
  palette.move(1);
  expect(palette.at).toBe(0);
});

test("a screenful at most", () => {
  expect(paletteOf(...Array.from({ length: 90 }, (_, n) => `entry ${n}`)).matches).toHaveLength(12);
});
