import { expect, test } from "vitest";
import { capabilityMeaning, meanings } from "./capability-meaning.ts";
import { capabilitiesOf, PluginPermissions, RequestField, WriteField } from "./permissions.ts";

const all = {
  blocks: { read: "content", write: WriteField.options },
  staging: true,
  notes: true,
  request: RequestField.options,
  events: { emit: ["seen"], on: ["turn-recorded"] },
  storage: "1mb",
  schedule: "5m",
  net: ["localhost:9091", "*.example.com"],
  serve: true,
  fs: { read: ["$PROJECT/**"], watch: true },
  history: true,
  speech: true,
  secrets: ["TOKEN"],
  panel: true,
};

test("everything that can be asked for, one by one", () => {
  expect(capabilitiesOf(PluginPermissions.parse(all))).toEqual([
    "blocks.read:content",
    "blocks.write:content",
    "blocks.write:insert",
    "blocks.write:level",
    "blocks.write:pin",
    "blocks.write:redact",
    "blocks.write:remove",
    "blocks.write:zone",
    "events.emit:seen",
    "events.on:turn-recorded",
    "fs.read:$PROJECT/**",
    "fs.watch",
    "history",
    "net:*.example.com",
    "net:localhost:9091",
    "notes",
    "panel",
    "request:model",
    "request:sampling",
    "schedule:5m",
    "secrets:TOKEN",
    "serve",
    "speech",
    "staging",
    "storage:1mb",
  ]);
  expect(capabilitiesOf({})).toEqual([]);
  expect(capabilitiesOf(PluginPermissions.parse({ blocks: {}, staging: false }))).toEqual(["blocks.read:metadata"]);
});

test("each has a meaning of its own, and every meaning a capability", () => {
  const asked = ["blocks.read:metadata", ...capabilitiesOf(PluginPermissions.parse(all))];
  const said = asked.map(capabilityMeaning);
  for (const [index, meaning] of said.entries()) expect(meaning, asked[index]).not.toBe(asked[index]);
  expect(new Set(said).size).toBe(asked.length);
  const keys = asked.map((name) => (name in meanings ? name : name.slice(0, name.indexOf(":"))));
  expect(Object.keys(meanings).filter((key) => !keys.includes(key))).toEqual([]);
});

test("what stands behind the colon is said as it is", () => {
  expect(capabilityMeaning("net:localhost:9091")).toBe("call localhost:9091 over the network");
  expect(capabilityMeaning("events.on:$&$1")).toBe("be told of $&$1");
  for (const unknown of ["unheard", "unheard:of", "constructor", "toString:x"])
    expect(capabilityMeaning(unknown)).toBe(unknown);
});

test.each(["localhost", "localhost:9091", "api.example.com", "*.example.com:8443", "127.0.0.1", "[::1]:80"])(
  "%s is a host",
  (host) => {
    expect(PluginPermissions.safeParse({ net: [host] }).success).toBe(true);
  },
);

test.each(["", "*", "http://a", "a/b", "a b", "user@a", "A.com", "a:", "a:123456", "-a", "*.*.a", "a\n"])(
  "%j is none",
  (host) => {
    expect(PluginPermissions.safeParse({ net: [host] }).success).toBe(false);
  },
);

test.each<[object, boolean]>([
  [{ storage: "64mb" }, true],
  [{ storage: "65mb" }, false],
  [{ storage: "much" }, false],
  [{ schedule: "1s" }, true],
  [{ schedule: "999ms" }, false],
  [{ schedule: "soon" }, false],
  [{ fs: { read: [] } }, false],
  [{ fs: { read: ["$PROJECT/src/**"] } }, true],
  [{ events: { emit: ["Seen"] } }, false],
  [{ secrets: ["A_1"] }, true],
  [{ blocks: { roles: [] } }, false],
  [{ other: true }, false],
])("%j: %s", (permissions, isTaken) => {
  expect(PluginPermissions.safeParse(permissions).success).toBe(isTaken);
});
