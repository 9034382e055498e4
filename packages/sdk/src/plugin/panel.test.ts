import { expect, test } from "vitest";
import { Panel, type PanelNodeInput } from "./panel.ts";

/** One of each kind; a kind that is added does not compile until it is here. */
const nodes: Readonly<Record<PanelNodeInput["kind"], PanelNodeInput>> = {
  text: { kind: "text", text: "hello", tone: "good", mono: true },
  heading: { kind: "heading", text: "Tokens" },
  stat: { kind: "stat", label: "saved", value: "1,200", hint: "since Monday" },
  fields: { kind: "fields", fields: [{ label: "model", value: "large" }] },
  table: {
    kind: "table",
    columns: [{ label: "block" }, { label: "tokens", align: "right" }],
    rows: [["block-1", "5"]],
  },
  chart: {
    kind: "chart",
    series: [
      {
        label: "tokens",
        points: [
          [1, 2],
          ["two", null],
        ],
      },
    ],
  },
  button: { kind: "button", label: "Reset", action: "reset", input: { deep: { a: [1] } }, confirm: "Sure?" },
  form: { kind: "form", action: "save", fields: [{ name: "most", label: "Most", type: "number", value: 5 }] },
  recorder: { kind: "recorder", action: "voice", label: "Speak" },
  config: { kind: "config" },
  row: { kind: "row", children: [{ kind: "heading", text: "inside" }] },
  section: { kind: "section", title: "More", children: [{ kind: "row", children: [] }] },
};

test("every kind of node, with its defaults", () => {
  const panel = Panel.parse({ title: "All", nodes: Object.values(nodes) });
  expect(panel.nodes.map(({ kind }) => kind)).toEqual(Object.keys(nodes));
  expect(panel.nodes).toContainEqual(expect.objectContaining({ kind: "recorder", maxSeconds: 120 }));
  expect(panel.nodes).toContainEqual(expect.objectContaining({ kind: "section", open: true }));
});

test.each<[string, unknown]>([
  ["markup", { kind: "html", html: "<script>" }],
  ["an address", { kind: "text", text: "x", href: "javascript:alert(1)" }],
  ["a handler", { kind: "button", label: "x", action: "a", onclick: "x" }],
  ["an action with a path", { kind: "button", label: "x", action: "../other" }],
  ["a very long text", { kind: "text", text: "x".repeat(20_001) }],
  ["too many rows", { kind: "table", columns: [{ label: "a" }], rows: Array.from({ length: 501 }, () => ["x"]) }],
  ["a table without columns", { kind: "table", columns: [], rows: [] }],
  ["a number that is none", { kind: "chart", series: [{ label: "a", points: [[1, Number.NaN]] }] }],
  ["a form without fields", { kind: "form", action: "a", fields: [] }],
  ["a long recording", { kind: "recorder", action: "a", label: "x", maxSeconds: 3_600 }],
  ["something hidden in a row", { kind: "row", children: [{ kind: "html", html: "x" }] }],
])("%s is refused", (_, node) => {
  expect(Panel.safeParse({ nodes: [node] }).success).toBe(false);
});
