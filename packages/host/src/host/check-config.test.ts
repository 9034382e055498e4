import { PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { Json } from "../border/calls.ts";
import { compileConfig } from "./check-config.ts";
import { manifestOf } from "./testing/plugin-folder.ts";

type Schema = Record<string, Json>;
const compile = (config?: Schema) =>
  compileConfig(PluginManifest.parse({ ...manifestOf(), ...(config ? { config } : {}) }));
const settings: Schema = {
  type: "object",
  properties: {
    limit: { type: "integer", minimum: 1, default: 10 },
    mode: { enum: ["strict", "loose"], default: "loose" },
    name: { type: "string" },
    nested: { type: "object", properties: { "a/b": { type: "boolean" } } },
  },
};
const refusal = (read: () => unknown): { code: string; message: string } => {
  try {
    read();
  } catch (error) {
    return error as { code: string; message: string };
  }
  return { code: "nothing", message: "" };
};

test("defaults are filled in, what was set stays", () => {
  expect(compile(settings)({})).toEqual({ limit: 10, mode: "loose" });
  expect(compile(settings)({ limit: 3, name: "x" })).toEqual({ limit: 3, mode: "loose", name: "x" });
});

test.each<[Record<string, Json>, RegExp]>([
  [{ limit: 0 }, /tidy at \/limit: .*1/],
  [{ limit: "3" }, /at \/limit: .*(?:number|int)/i],
  [{ mode: "strickt" }, /at \/mode: .*strict.*loose|at \/mode: .*did you mean "strict"/],
  [{ nested: { "a/b": 1 } }, /at \/nested\/a~1b/],
  [{ limt: 3 }, /at \/limt: .*allowed: limit, mode, name, nested; did you mean limit\?/],
])("%j is refused where it is wrong, with what would do", (given, says) => {
  const { code, message } = refusal(() => compile(settings)(given));
  expect(code).toBe("plugin_config_invalid");
  expect(message).toMatch(says);
});

test("a schema that is open takes what it does not name", () => {
  expect(compile({ ...settings, additionalProperties: true })({ other: 1 })).toMatchObject({ other: 1 });
});

test("a plugin without settings takes none", () => {
  expect(compile()({})).toEqual({});
  expect(refusal(() => compile()({ limit: 1 })).message).toContain("it has no settings");
});

test.each<[string, Schema, string]>([
  ["no object", { type: "string" }, "/config/type"],
  ["an expression", { type: "object", properties: { a: { pattern: "^(a+)+$" } } }, "/config/properties/a/pattern"],
  ["names by expression", { type: "object", patternProperties: { "^(a+)+$": {} } }, "/config/patternProperties"],
  [
    "an expression deep inside",
    { type: "object", anyOf: [{ properties: { a: { items: { pattern: "a" } } } }] },
    "/config/anyOf/0/properties/a/items/pattern",
  ],
  ["a reference", { type: "object", properties: { a: { $ref: "#/x" } } }, "/config/properties/a/$ref"],
  ["what is no schema", { type: "object", properties: { a: { type: "nope" } } }, "/config"],
])("a schema that cannot be used is refused: %s", (_, config, pointer) => {
  const { code, message } = refusal(() => compile(config));
  expect(code).toBe("plugin_manifest_invalid");
  expect(message).toContain(`at ${pointer}: `);
});

test("settings may have the names of keywords", () => {
  const config = { type: "object", properties: { pattern: { type: "string" }, $ref: { type: "string" } } };
  expect(compile(config)({ pattern: "(a+)+", $ref: "x" })).toEqual({ pattern: "(a+)+", $ref: "x" });
});

test("a schema without end is refused before it is compiled", () => {
  let deep: Schema = { type: "string" };
  for (let level = 0; level < 200; level++) deep = { type: "object", properties: { a: deep } };
  expect(refusal(() => compile(deep)).message).toContain("deeper");
});

test("names that every object has are no settings", () => {
  for (const name of ["constructor", "toString"])
    expect(refusal(() => compile(settings)({ [name]: 1 })).code).toBe("plugin_config_invalid");
  expect(refusal(() => compile(settings)(JSON.parse('{"__proto__": {"limit": 0}}'))).code).toBe(
    "plugin_config_invalid",
  );
});
