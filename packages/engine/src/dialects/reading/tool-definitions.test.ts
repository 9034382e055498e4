import { describe, expect, test } from "vitest";
import { draftsIn, line } from "../testing/fixture.ts";

const tools = (list: unknown) => draftsIn("anthropic", { tools: list, messages: [] });

describe("tool definitions", () => {
  test("a mark is no part of text or key", () => {
    const [plain] = tools([{ name: "A", description: "d" }]);
    const [marked] = tools([{ name: "A", cache_control: { type: "ephemeral" }, description: "d" }]);
    expect([marked!.key, marked!.hash, marked!.text]).toEqual([plain!.key, plain!.hash, plain!.text]);
    expect([plain!.cacheMark, marked!.cacheMark]).toEqual([undefined, true]);
  });

  test("a changed description changes the hash and not the key", () => {
    const [before] = tools([{ name: "A", description: "1" }]);
    const [after] = tools([{ name: "A", description: "2" }]);
    expect(after!.key).toBe(before!.key);
    expect(after!.hash).not.toBe(before!.hash);
  });

  test("a second of the same name keeps its key when a third comes between", () => {
    const [a, b, c] = ["1", "2", "3"].map((description) => ({ name: "A", description }));
    const two = tools([a, b]).map((draft) => draft.key);
    const three = tools([a, c, b]).map((draft) => draft.key);
    expect([three[0], three[2]]).toEqual(two);
    expect(new Set(three).size).toBe(3);
  });

  test.each([
    ["no list", { a: 1 }, ['other tools "{\\"a\\":1}" raw']],
    [
      "a list of odd things",
      [1, null, {}],
      ['other tool_definition "1"', 'other tool_definition "null"', 'other tool_definition "{}"'],
    ],
    ["an empty list", [], []],
  ])("%s", (_, list, expected) => {
    expect(tools(list).map(line)).toEqual(expected);
  });
});
