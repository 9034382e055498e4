import { describe, expect, test } from "vitest";
import { identifierIndex } from "./identifier-index.ts";

const original =
  "open src/store/read.ts, call readHead(4711) then readHead(this.maxSize) and writeTail; plain words here";

describe("identifierIndex", () => {
  test("names what the rest does not say, in the order of the text", () => {
    expect(identifierIndex(original, "", 500)).toBe(
      "[also in it: src/store/read.ts, readHead, 4711, maxSize, writeTail]",
    );
    expect(identifierIndex(original, "readHead in src/store/read.ts", 500)).toBe(
      "[also in it: 4711, maxSize, writeTail]",
    );
  });

  test("a chain whose names are all said is said", () => {
    expect(identifierIndex("store.readHead store.writeTail other_name", "store readHead", 500)).toBe(
      "[also in it: store.writeTail, other_name]",
    );
  });

  test("paths first, then what the text speaks of most, where there is no room for all", () => {
    expect(identifierIndex(original, "", 46)).toBe("[also in it: src/store/read.ts, readHead]");
  });

  test("never longer than the limit; nothing where too little is left to say", () => {
    for (let limit = 0; limit < 90; limit++) {
      expect(identifierIndex(original, "", limit)?.length ?? 0).toBeLessThanOrEqual(limit);
    }
    expect(identifierIndex(original, original, 500)).toBeNull();
    expect(identifierIndex("only plain words", "", 500)).toBeNull();
    expect(identifierIndex("one_name only", "", 500)).toBeNull();
  });
});
