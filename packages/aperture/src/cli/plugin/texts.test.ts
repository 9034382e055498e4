import type { PluginLogs } from "@aperture/sdk";
import { Panel } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { infoOf, inspectionOf } from "../../plugins/testing/memory-plugins.ts";
import { plainText } from "../plain-text.ts";
import { describeConsent } from "./describe-consent.ts";
import { describePlugin } from "./describe-plugin.ts";
import { newLines } from "./new-lines.ts";
import { panelText } from "./panel-text.ts";
import { readGrant } from "./read-grant.ts";
import { parseSettings, readSettings } from "./read-settings.ts";

describe("what is granted", () => {
  const asked = ["blocks.read:content", "fs.read:$PROJECT/{a,b}/*.ts", "net:localhost:9091", "panel"];

  test.each([
    [["all"], asked],
    [["none"], []],
    [
      ["panel", "blocks.read:content"],
      ["blocks.read:content", "panel"],
    ],
    [
      ["blocks.read:metadata", "panel"],
      ["panel", "blocks.read:metadata"],
    ],
    [["panel,blocks.read:content"], ["blocks.read:content", "panel"]],
    [["fs.read:$PROJECT/{a,b}/*.ts"], ["fs.read:$PROJECT/{a,b}/*.ts"]],
  ])("%j", (values, granted) => {
    expect(readGrant("--grant", values, asked)).toEqual(granted);
  });

  test.each([
    [["panle"], "--grant panle: it does not ask for that; did you mean panel?"],
    [["zzzzzzzzzzzz"], "it asks for blocks.read:content, "],
    [["all", "panel"], "--grant all: it does not ask for that"],
  ])("%j is refused", (values, message) => {
    expect(() => readGrant("--grant", values, asked)).toThrow(message);
  });

  test("of a plugin that asks for nothing", () => {
    expect(readGrant("--grant", ["all"], [])).toEqual([]);
    expect(() => readGrant("--grant", ["panel"], [])).toThrow("it asks for no capability");
  });
});

describe("settings", () => {
  const schema = { type: "object", properties: { name: { type: "string" }, limit: { type: "integer" } } };

  test("are JSON where they read as JSON, texts where they do not, and texts where the schema says so", () => {
    const words = ["limit=3", "on=true", 'list=["a"]', "none=null", "word=hello there", "name=42", "empty=", "a=b=c"];
    expect(readSettings(words, schema)).toEqual({
      limit: 3,
      on: true,
      list: ["a"],
      none: null,
      word: "hello there",
      name: "42",
      empty: "",
      a: "b=c",
    });
  });

  test("a key of every object's is a key like any other", () => {
    const settings = readSettings(["__proto__=1", "constructor=x"], schema);
    expect(Object.entries(settings)).toEqual([
      ["__proto__", 1],
      ["constructor", "x"],
    ]);
    expect(Object.getPrototypeOf(settings)).toBe(Object.prototype);
  });

  test.each(["limit", "=3", ""])("%j is no setting", (word) => {
    expect(() => readSettings([word])).toThrow("write key=value");
  });

  test.each(["[]", "null", "3", "{"])("%s is no object", (source) => {
    expect(() => parseSettings("settings.json", source)).toThrow("settings.json is no JSON object");
  });
});

describe("new lines of a log", () => {
  const line = (message: string): PluginLogs["lines"][number] => ({ at: "t", level: "info", message });
  const lines = (text: string) => [...text].map(line);

  test.each([
    ["abc", "abc", ""],
    ["abc", "abcd", "d"],
    ["abc", "bcde", "de"],
    ["abc", "xyz", "xyz"],
    ["", "ab", "ab"],
    ["aaa", "aaaa", "a"],
    ["ab", "", ""],
  ])("%j, then %j: %j", (before, now, fresh) => {
    expect(newLines(lines(before), lines(now))).toEqual(lines(fresh));
  });
});

describe("consent", () => {
  test("says what is asked for first, what is new of it, and what to take care of", () => {
    const permissions = { blocks: { read: "content" as const, write: [] }, panel: true };
    const before = infoOf({ name: "tidy", permissions: { panel: true } });
    const text = describeConsent({
      ...inspectionOf({ name: "tidy", version: "1.2.0", description: "Tidies.", permissions }, before),
      warnings: ["it has no README"],
    });
    expect(text).toBe(
      [
        "tidy 1.2.0",
        "  Tidies.",
        "  no author named, no license named",
        "  3 files, 1,200 bytes; runs as JavaScript, in a sandbox of its own",
        "  from the folder /somewhere",
        "  signed by nobody",
        "  replaces 1.0.0",
        "",
        "It may:",
        "  new blocks.read:content  it may blocks.read:content",
        "      panel                it may panel",
        "",
        "Take care:",
        "  it has no README",
      ].join("\n"),
    );
  });

  test("a hostile package cannot write lines of its own, nor act on the terminal", () => {
    const evil = "ok\n\nIt may:\n  nothing\u001b[2J\u202e";
    const inspection = inspectionOf({ name: "evil", title: evil.slice(0, 80), description: evil, author: evil });
    const text = plainText(describeConsent({ ...inspection, warnings: [evil] }));
    expect(text.split("\n").filter((line) => line === "It may:")).toEqual([]);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });
});

test("one plugin, all there is to know", () => {
  const plugin = infoOf({ name: "tidy", permissions: { panel: true }, config: { type: "object" } });
  const text = describePlugin({
    ...plugin,
    state: "quarantined",
    trouble: "it threw\nthree times",
    capabilities: plugin.capabilities.map((each) => ({ ...each, narrowedIn: ["/work/shop"] })),
    stages: [{ hook: "after_parse", calls: 1_200, filtered: 3, failures: 1, p50: 0.123, p95: null, guestP50: null }],
    config: { limit: 3 },
  });
  expect(text).toMatch(/^state +quarantined: it threw three times$/m);
  expect(text).toMatch(/^panel +not in \/work\/shop +no +it may panel$/m);
  expect(text).toMatch(/^after_parse +1,200 +3 +1 +0\.12 +-$/m);
  expect(text).toMatch(/^settings +\{"limit":3\}$/m);
  expect(text).toContain('"type": "object"');
});

describe("a panel as text", () => {
  test("every kind of node", () => {
    const panel = Panel.parse({
      title: "Figures",
      nodes: [
        { kind: "text", text: "two\nlines" },
        { kind: "heading", text: "Head" },
        { kind: "stat", label: "saved", value: "12", hint: "tokens" },
        { kind: "fields", fields: [{ label: "a", value: "1" }] },
        { kind: "table", columns: [{ label: "Block" }, { label: "Size" }], rows: [["block-17", "9"]] },
        { kind: "table", columns: [{ label: "x" }], rows: [], empty: "nothing yet" },
        {
          kind: "chart",
          unit: "ms",
          time: true,
          series: [
            {
              label: "time",
              points: [
                [0, 1],
                [1_000, 2],
              ],
            },
          ],
        },
        { kind: "chart", series: [{ label: "none", points: [] }] },
        { kind: "button", label: "Go", action: "go", input: { word: "it's" } },
        { kind: "form", action: "set", fields: [{ name: "word", label: "Word", type: "text" }] },
        { kind: "recorder", action: "hear", label: "Speak" },
        { kind: "config" },
        { kind: "section", title: "More", children: [{ kind: "row", children: [{ kind: "text", text: "inner" }] }] },
      ],
    });
    expect(panelText("tidy", panel)).toBe(
      [
        "FIGURES",
        "two",
        "lines",
        "",
        "Head",
        "saved: 12 (tokens)",
        "a  1",
        "BLOCK     SIZE",
        "block-17  9",
        "nothing yet",
        "time: 2 ms at 1970-01-01T00:00:01.000Z (2 points)",
        "none: nothing yet (0 points)",
        `[Go]  aperture plugin action tidy go --input '{"word":"it'\\''s"}'`,
        "[Save]  aperture plugin action tidy set word=<text>",
        "[Speak]  in the page only: it records",
        "[Settings]  aperture plugin config tidy",
        "",
        "More",
        "  inner",
      ].join("\n"),
    );
  });
});
