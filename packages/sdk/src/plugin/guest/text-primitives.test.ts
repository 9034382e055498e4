import { expect, test } from "vitest";
import { block } from "../../testing-kit/test-block.ts";
import { inStage } from "../testing/in-stage.ts";
import type { BlockView } from "./block-view.ts";
import type { TextPrimitives } from "./text-primitives.ts";

const text = "one two one\nthree (one)";

function trying(use: (tools: TextPrimitives, one: BlockView) => unknown): ReturnType<typeof inStage> {
  return inStage((blocks, ctx) => void use(ctx.text, blocks.first!), { blocks: [block({ text })] });
}

test("search finds every place, with groups, up to a limit", () => {
  trying((tools, one) => {
    expect(tools.search(one, /(t)(w)?/)).toEqual([
      { start: 4, end: 6, text: "tw", groups: ["t", "w"] },
      { start: 12, end: 13, text: "t", groups: ["t", null] },
    ]);
    expect(tools.search(one, "one", { limit: 2 }).map(({ start }) => start)).toEqual([0, 8]);
    expect(tools.search(one, "one", { limit: 0 })).toEqual([]);
    expect(tools.search(one, /^three/m)).toHaveLength(1);
    expect(tools.search("a string", /STRING/i)[0]).toEqual({ start: 2, end: 8, text: "string", groups: [] });
  });
});

test("a string is searched as it is, not as an expression", () => {
  trying((tools, one) => {
    expect(tools.count(one, "(one)")).toBe(1);
    expect(tools.count("a.b|c/d\\e[f]{2}^$+?*", ".b|c/d\\e[f]{2}^$+?*")).toBe(1);
    expect(tools.count(one, /one/)).toBe(3);
  });
});

test("replace makes a text that stays beside the guest until it is asked for", () => {
  const { patch } = trying((tools, one) => {
    const all = tools.replace(one, "one", "1");
    expect(all.toString()).toBe("1 two 1\nthree (1)");
    expect(`${all.length} ${JSON.stringify({ all })}`).toBe(`17 {"all":"1 two 1\\nthree (1)"}`);
    expect(tools.replace(one, /one/, "1").toString()).toBe("1 two one\nthree (one)");
    const swapped = tools.replace(all, /(\d) (\w+)/g, "$2-$1");
    expect(tools.count(swapped, "-")).toBe(1);
    one.content(swapped, "shorter");
  });
  expect(patch).toEqual([{ op: "content", block: 1, text: "two-1 1\nthree (1)", reason: "shorter" }]);
});

test("texts that were made are set, staged and put in without entering the guest", () => {
  const { patch } = inStage((blocks, ctx) => {
    const made = ctx.text.replace("x", "x", "made");
    ctx.stage({ key: "k", text: made });
    blocks.insert({ behind: "tail", text: made, key: "k" });
    blocks.content(() => made);
  });
  expect(patch.map((item) => "text" in item && item.text)).toEqual(["made", "made", "made"]);
});

test("an outline is made where the text is", () => {
  trying((tools) => expect(tools.outline("function f() {\n  x();\n}")).toBe("function f()"));
});

test.each<[string, (tools: TextPrimitives) => unknown, RegExp]>([
  ["target", (tools) => tools.count(5 as never, "x"), /a block, a text of ctx\.text\.replace or a string/],
  ["pattern", (tools) => tools.count("x", 5 as never), /a regular expression or a string/],
  ["replacement", (tools) => tools.replace("x", "x", (() => "") as never), /functions cannot run beside the guest/],
])("what is no %s is told", (_, use, message) => {
  expect(() => trying(use)).toThrow(message);
});
