import { expect, test } from "vitest";
import { ApertureError } from "../errors.ts";
import { parseManifest } from "./parse-manifest.ts";

const base = { name: "tried", version: "1.0.0", apiVersion: 1, runtime: "js", entry: "plugin.js" };
const file = "aperture.plugin.json";

/** Code and facts of what it throws. */
function refusal(text: string): { code: string; facts: Readonly<Record<string, string | number>> } {
  try {
    parseManifest(text, file);
  } catch (error) {
    if (ApertureError.is(error)) return { code: error.code, facts: error.facts };
    throw error;
  }
  throw new Error("it was taken");
}

test("a manifest comes with its defaults", () => {
  const manifest = parseManifest(JSON.stringify({ ...base, stages: [{ at: "after_zone" }] }), file);
  expect(manifest).toMatchObject({
    description: "",
    keywords: [],
    permissions: {},
    stages: [
      { at: "after_zone", order: "normal", number: 0, before: [], after: [], deadlineMs: 50, onError: "passthrough" },
    ],
  });
  expect(parseManifest(`\uFEFF${JSON.stringify(base)}`, file).name).toBe("tried");
});

test.each<[object, string, RegExp]>([
  [{ runtime: "jss" }, "/runtime", /^is "jss"; did you mean "js"\? \(allowed: js, wasm, native\)$/],
  [{ runtime: "python" }, "/runtime", /^is "python" \(allowed: js, wasm, native\)$/],
  [{ permisions: {} }, "/permisions", /^unknown field; did you mean "permissions"\? \(allowed: \$schema, name, /],
  [{ stages: [{ at: "after_zones" }] }, "/stages/0/at", /did you mean "after_zone"\?/],
  [{ stages: [{ at: "after_zone", ordr: "pre" }] }, "/stages/0/ordr", /did you mean "order"\? \(allowed: at, order/],
  [{ stages: [{}] }, "/stages/0/at", /^is missing: it must be "before_parse" or "after_parse"/],
  [{ stages: [{ at: "after_zone", deadlineMs: 5_000 }] }, "/stages/0/deadlineMs", /^is 5000: at most 1000$/],
  [{ stages: [{ at: "after_zone", filter: { role: [] } }] }, "/stages/0/filter/role", /^is \[\]: at least 1 entry$/],
  [
    { permissions: { blocks: { wirte: [] } } },
    "/permissions/blocks/wirte",
    /did you mean "write"\? \(allowed: read, write, roles, zones\)/,
  ],
  [{ permissions: { blocks: { write: ["pin", "pinn"] } } }, "/permissions/blocks/write/1", /did you mean "pin"/],
  [{ permissions: { "a/b~c": 1 } }, "/permissions/a~1b~0c", /^unknown field \(allowed: blocks, staging/],
  [{ permissions: { storage: "1gb" } }, "/permissions/storage", /^is "1gb": a size up to 64mb, such as 256kb or 1mb$/],
  [{ permissions: { schedule: "10ms" } }, "/permissions/schedule", /a time of at least 1s/],
  [{ permissions: { net: ["http://x"] } }, "/permissions/net/0", /a host such as api\.example\.com/],
  [{ permissions: { fs: { read: ["/etc/**"] } } }, "/permissions/fs/read/0", /begins with \$PROJECT\//],
  [{ permissions: { secrets: ["token"] } }, "/permissions/secrets/0", /capital letters/],
  [{ name: undefined }, "/name", /^is missing: it must be a string$/],
  [{ name: "x".repeat(65) }, "/name", /^is "x+": at most 64 characters$/],
  [{ name: "Two Words" }, "/name", /lower-case letters/],
  [{ name: "graph" }, "/name", /a word of Aperture's own/],
  [{ version: "1" }, "/version", /a semantic version, such as 1\.0\.0/],
  [{ entry: "../out.js" }, "/entry", /a path inside the plugin's folder/],
  [{ apiVersion: "1" }, "/apiVersion", /^is "1": it must be a number$/],
  [{ apiVersion: 0 }, "/apiVersion", /^is 0: at least 1$/],
  [{ apiVersion: 1.5 }, "/apiVersion", /^is 1\.5: it must be a whole number$/],
  [{ entry: "" }, "/entry", /^is "": at least 1 character$/],
  [{ config: 5 }, "/config", /^is 5: it must be an object$/],
  [{ keywords: "x" }, "/keywords", /it must be an array/],
  [{ description: "long ".repeat(100) }, "/description", /^is "long .{70,80}…: at most 300 characters$/],
])("%j: at %s", (fields, pointer, reason) => {
  const { code, facts } = refusal(JSON.stringify({ ...base, ...fields }));
  expect([code, facts.file, facts.pointer]).toEqual(["plugin_manifest_invalid", file, pointer]);
  expect(facts.reason).toMatch(reason);
});

test.each([
  ["[]", /^is \[\]: it must be an object$/],
  ["null", /^is null: it must be an object$/],
  ['"text"', /it must be an object/],
  ["{", /^it is no JSON: /],
  ["", /^it is no JSON: /],
])("what is no manifest at all: %s", (text, reason) => {
  const { code, facts } = refusal(text);
  expect([code, facts.pointer]).toEqual(["plugin_manifest_invalid", "/"]);
  expect(facts.reason).toMatch(reason);
});

test("a later API is told first: what it allows is not wrong, only unknown here", () => {
  expect(refusal(JSON.stringify({ ...base, apiVersion: 7, unheardOf: true }))).toEqual({
    code: "plugin_api_unsupported",
    facts: { plugin: "tried", wanted: 7, spoken: 1 },
  });
  expect(refusal('{"apiVersion":2}').facts.plugin).toBe(file);
});

test("a field named like a part of every object is a field like any other", () => {
  expect(refusal(`{"__proto__":{"apiVersion":9},"name":"x"}`).code).toBe("plugin_manifest_invalid");
  expect(refusal(JSON.stringify({ ...base, constructor: 1 })).facts.pointer).toBe("/constructor");
});
