import { PluginManifest } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { checkTexts } from "./check-texts.ts";

const manifestOf = (more: object = {}): PluginManifest =>
  PluginManifest.parse({ name: "plain", version: "1.0.0", apiVersion: 1, runtime: "js", entry: "plugin.js", ...more });
const readme = (text: string, path = "README.md"): Map<string, Uint8Array> => new Map([[path, Buffer.from(text)]]);

describe("what people are shown of a package", () => {
  test.each<[string, string]>([
    ["a terminal's title", "\u001b]0;owned\u0007"],
    ["a cleared screen", "\u009b2J"],
    ["a backspace", "rm -rf\b\b\b"],
    ["turned around", "\u202egnp.exe"],
    ["an isolate", "\u2066x\u2069"],
    ["tags", "hello\u{e0069}\u{e0067}"],
    ["selectors", "a\u{e0101}"],
  ])("a README with %s is refused, by line", (_, text) => {
    expect(() => checkTexts(manifestOf(), readme(`# Fine\n\n${text}`), "it")).toThrow(
      /README\.md has a character that nobody sees \(U\+[0-9A-F]{4,5}\) in line 3/,
    );
  });

  test.each<[string, object, string]>([
    ["title", { title: "Cost\u200blabel" }, "/title"],
    ["description", { description: "\u202eevil" }, "/description"],
    ["author", { author: "A\u001b[31m" }, "/author"],
    ["keyword", { keywords: ["ok", "x\u2060y"] }, "/keywords/1"],
    ["schema", { config: { type: "object", properties: { a: { title: "x\ufeffy" } } } }, "/config/properties/a/title"],
    ["schema's key", { config: { type: "object", properties: { "a\u3164": {} } } }, "/config/properties"],
    [
      "tool name in a filter",
      { stages: [{ at: "after_zone", filter: { toolName: ["Ba\u00adsh"] } }] },
      "/stages/0/filter/toolName/0",
    ],
  ])("a manifest's %s too, by pointer", (_, more, pointer) => {
    expect(() => checkTexts(manifestOf(more), new Map(), "it")).toThrow(`aperture.plugin.json at ${pointer} has`);
  });

  test("what people write is fine", () => {
    const text = "\ufeff# Über\r\n\tتوثيق — 文档 — न\u200dम — می\u200cخواهم — 👩\u200d💻 ❤\ufe0f\r\n";
    expect(() =>
      checkTexts(manifestOf({ title: "👩\u200d💻 Größe", description: "日本語" }), readme(text), "it"),
    ).not.toThrow();
  });

  test("code may hold anything", () => {
    expect(() => checkTexts(manifestOf(), readme("const zeroWidth = '\u200b\u202e'", "plugin.js"), "it")).not.toThrow();
  });
});
