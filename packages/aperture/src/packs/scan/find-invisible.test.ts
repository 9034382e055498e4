import { describe, expect, test } from "vitest";
import { findInvisible } from "./find-invisible.ts";

describe("characters that nobody sees", () => {
  const hidden: Record<string, string> = {
    "a right-to-left override": "\u202e",
    "an isolate": "\u2066",
    "a zero-width space": "\u200b",
    "a joiner": "\u200d",
    "a byte order mark": "\ufeff",
    "a soft hyphen": "\u00ad",
    "a word joiner": "\u2060",
    "a tag letter": "\u{e0041}",
    "a variation selector that carries a byte": "\u{e0105}",
    "a variation selector of text": "\ufe00",
    "the emoji selector behind a letter": "x\ufe0f",
    "a Hangul filler": "\u3164",
    "a Mongolian selector": "\u180b",
    "a grapheme joiner": "\u034f",
    "a blank of Braille": "\u2800",
    "a line separator": "\u2028",
    "an escape": "\u001b[2K",
    "a NUL": "\0",
    "a lone carriage return": "\rover",
    "a private character": "\ue000",
    "half of a pair": "\ud800",
  };
  test.each(Object.entries(hidden))("%s", (_, text) => {
    const found = findInvisible(`one\ntwo ${text} three`);
    expect(found?.line).toBe(2);
    expect(found?.code).toMatch(/^U\+[0-9A-F]{4,5}$/);
  });

  test.each(["plain\ttext\nand\r\nlines", "Équipe naïve", "チーム", "команда", "שלום", "⚠️ done ✅ 👍", "e\u0301"])(
    "%j is seen",
    (text) => {
      expect(findInvisible(text)).toBeNull();
    },
  );
});
