import { expect, test } from "vitest";
import type { Json } from "../border/calls.ts";
import { checkPanel } from "./check-panel.ts";

const text: Json = { kind: "text", text: "x" };
const nested = (depth: number): Json =>
  depth === 1 ? text : { kind: "section", title: "s", children: [nested(depth - 1)] };

test("a panel comes back with its defaults, none is none", () => {
  expect(checkPanel({ nodes: [text] })).toEqual({
    panel: { nodes: [{ kind: "text", text: "x", tone: "plain", mono: false }] },
    trouble: null,
  });
  expect(checkPanel(null)).toEqual({ panel: null, trouble: null });
});

test.each<[string, Json, RegExp]>([
  ["no object", "panel", /the panel at \/: /],
  ["no nodes", {}, /nodes/],
  ["an unknown kind", { nodes: [{ kind: "html", html: "<script>" }] }, /\/nodes\/0/],
  ["fields that nobody knows", { nodes: [{ ...(text as object), onclick: "x" }] }, /\/nodes\/0/],
  ["an address", { nodes: [{ kind: "image", src: "https://example.com" }] }, /\/nodes\/0/],
])("refused: %s", (_, given, says) => {
  const { panel, trouble } = checkPanel(given);
  expect(panel).toBeNull();
  expect(trouble).toMatch(says);
});

test("six levels, and no more", () => {
  expect(checkPanel({ nodes: [nested(6)] }).trouble).toBeNull();
  expect(checkPanel({ nodes: [nested(7)] }).trouble).toContain("deeper than 6");
});

test("two thousand nodes, and no more", () => {
  const sections = (count: number): Json => ({
    nodes: Array.from({ length: count }, () => ({ kind: "row", children: Array.from({ length: 99 }, () => text) })),
  });
  expect(checkPanel(sections(20)).trouble).toBeNull();
  expect(checkPanel(sections(21)).trouble).toContain("more than 2000");
});

test("a tree that is far too deep costs no stack", () => {
  let deep: Json = text;
  for (let level = 0; level < 100_000; level++) deep = { kind: "row", children: [deep] };
  expect(checkPanel({ nodes: [deep] }).trouble).toContain("deeper");
});
