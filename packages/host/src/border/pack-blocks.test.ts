import { PluginPermissions } from "@aperture/sdk";
import { Field, Flag, RECORD_INTS } from "@aperture/sdk/plugin/block-record";
import { expect, test } from "vitest";
import type { BlockFacts } from "./block-facts.ts";
import { packBlocks } from "./pack-blocks.ts";
import { createStringTable } from "./string-table.ts";
import { facts } from "./testing/facts.ts";

const content = PluginPermissions.parse({ blocks: { read: "content", write: ["zone"] } });

function pack(blocks: readonly BlockFacts[], permissions = content, turn = 5) {
  const strings = createStringTable();
  const records = packBlocks(blocks, { turn, permissions, strings });
  const field = (place: number, name: keyof typeof Field) => records[place * RECORD_INTS + Field[name]]!;
  const text = (place: number, name: keyof typeof Field) => strings.textOf(field(place, name));
  return { records, field, text };
}

test("every field of a block has its place in the record", () => {
  const { records, field, text } = pack([
    facts(1),
    facts(17, {
      role: "tool_result",
      kind: "tool_result",
      toolName: "read_file",
      toolId: "call_1",
      origin: "plugin:notes",
      filePaths: ["src/a.ts", "src/b.ts"],
      zone: "recency",
      level: "trimmed",
      pinned: "bottom",
      age: 3,
      tokens: 70,
      originalTokens: 90,
      text: "12345",
    }),
  ]);
  expect(records.length).toBe(2 * RECORD_INTS);
  const numbers = ["block", "role", "zone", "level", "pinned", "tokens", "originalTokens", "firstTurn"] as const;
  expect(numbers.map((name) => field(1, name))).toEqual([17, 4, 2, 1, 2, 70, 90, 2]);
  expect(field(1, "textLength")).toBe(5);
  const words = ["kind", "toolName", "toolId", "origin", "filePaths"] as const;
  expect(words.map((name) => text(1, name))).toEqual([
    "tool_result",
    "read_file",
    "call_1",
    "plugin:notes",
    "src/a.ts\nsrc/b.ts",
  ]);
  expect(words.map((name) => text(0, name))).toEqual(["text", "", "", "client", ""]);
});

test("flags say what is so of the block, and what this plugin may do with it", () => {
  const flags = (fields: Partial<BlockFacts>, permissions = content) =>
    pack([facts(1, fields)], permissions).field(0, "flags");
  const quiet = { editable: false, age: 1 };
  const granted = Flag.isReadable | Flag.isWritable;
  expect(flags(quiet)).toBe(granted);
  expect(flags({ ...quiet, editable: true })).toBe(granted | Flag.editable);
  expect(flags({ ...quiet, isError: true })).toBe(granted | Flag.isError);
  expect(flags({ ...quiet, isPending: true })).toBe(granted | Flag.isPending);
  expect(flags({ ...quiet, isFree: true })).toBe(granted | Flag.isFree);
  expect(flags({ ...quiet, age: 0 })).toBe(granted | Flag.isNew);
  expect(flags(quiet, PluginPermissions.parse({ blocks: {} }))).toBe(0);
  expect(flags(quiet, PluginPermissions.parse({ blocks: { write: ["pin"] } }))).toBe(Flag.isWritable);
  expect(flags(quiet, PluginPermissions.parse({ blocks: { read: "content" } }))).toBe(Flag.isReadable);
});

test("roles and zones narrow reading and writing, block by block", () => {
  const permissions = PluginPermissions.parse({
    blocks: { read: "content", write: ["zone"], roles: ["tool_result"], zones: ["middle"] },
  });
  const { field } = pack(
    [facts(1, { role: "tool_result" }), facts(2, { role: "user" }), facts(3, { role: "tool_result", zone: "recency" })],
    permissions,
  );
  const may = [0, 1, 2].map((place) => field(place, "flags") & (Flag.isReadable | Flag.isWritable));
  expect(may).toEqual([Flag.isReadable | Flag.isWritable, 0, 0]);
});

test("without the permission there are no blocks", () => {
  expect(pack([facts(1)], PluginPermissions.parse({})).records.length).toBe(0);
});

test("the text's version follows from the text alone", () => {
  const version = (text: string, n = 1) => pack([facts(n, { text, hash: `hash of ${text}` })]).field(0, "textVersion");
  expect(version("a")).toBe(version("a", 2));
  expect(version("a")).not.toBe(version("b"));
  expect(version("a")).toBeGreaterThanOrEqual(0);
});

test("what is told of last time changes nothing but the time it takes", () => {
  const strings = createStringTable();
  const options = { turn: 5, permissions: content, strings };
  const first = [facts(1, { toolName: "read" }), facts(2, { toolName: "write" })];
  const before = { records: packBlocks(first, options), hashes: first.map(({ hash }) => hash) };
  const second = [facts(2, { toolName: "write" }), facts(2, { toolName: "read", origin: "else" }), facts(3)];
  expect(packBlocks(second, options, before)).toEqual(packBlocks(second, options));
});
