import { describe, expect, test } from "vitest";
import { redactions } from "../testing/redactions.ts";
import { bytesOf } from "../testing/restored.ts";
import { PlaceholderTree } from "./placeholder-tree.ts";

const tree = new PlaceholderTree(redactions);
const [{ placeholder }] = redactions as [(typeof redactions)[number]];
const walk = (text: string, from = 0) => {
  const bytes = bytesOf(text);
  const { node, at } = tree.walk(tree.root, bytes, from, bytes.length);
  return { state: node === null ? "none" : node.value ? "whole" : "begun", at };
};

describe("PlaceholderTree", () => {
  test("walks to a placeholder's end, to the bytes' end, or to what does not fit", () => {
    const { length } = placeholder;
    expect(walk(`${placeholder}xyz`)).toEqual({ state: "whole", at: length });
    expect(walk(`--${placeholder}`, 2)).toEqual({ state: "whole", at: length + 2 });
    for (let size = 0; size < length; size++)
      expect(walk(placeholder.slice(0, size))).toEqual({ state: "begun", at: size });
    expect(walk("RED TAPE")).toEqual({ state: "none", at: 3 });
  });

  test("a walk goes on where it stopped", () => {
    const first = tree.walk(tree.root, bytesOf("REDAC"), 0, 5);
    const rest = bytesOf(placeholder.slice(5));
    expect(tree.walk(first.node!, rest, 0, rest.length).node?.value).not.toBeNull();
  });

  test("values are escaped as often as they are wrapped", () => {
    const { value } = redactions[1]!;
    const bytes = bytesOf(redactions[1]!.placeholder);
    const found = tree.walk(tree.root, bytes, 0, bytes.length).node!.value!;
    const text = JSON.parse(`"${Buffer.from(found.text).toString()}"`) as string;
    const json = JSON.parse(`"${Buffer.from(found.json).toString()}"`) as string;
    expect(text).toBe(value);
    expect(JSON.parse(`"${json}"`)).toBe(value);
  });

  test.each([
    [`{"text":"a ${placeholder} b"}`, true],
    [`{"text":"a R"}`, true],
    [`{"text":"a REDACTED_1"}`, true],
    [`{"text":"a REDACTED_1 "}`, false],
    [`{"text":"RED","b":"R RR"}`, true],
    ['{"text":"RATHER"}', true],
    ['{"text":"Rather"}', false],
    ["", false],
    [placeholder.slice(0, -1), false],
  ])("%s concerns: %s", (text, expected) => expect(tree.concerns(bytesOf(text))).toBe(expected));

  test("refuses what is no placeholder", () => {
    expect(() => new PlaceholderTree([{ value: "v", placeholder: "HIDDEN" }])).toThrow(RangeError);
  });
});
