import { Patch, type PatchItem, PluginPermissions, type WriteField } from "@aperture/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { BlockFacts } from "../border/block-facts.ts";
import { checkPatch } from "./check-patch.ts";
import { blockFacts } from "./testing/facts.ts";

const allFields: WriteField[] = ["zone", "pin", "level", "content", "remove", "insert", "redact"];
const everything = PluginPermissions.parse({
  blocks: { read: "content", write: allFields },
  staging: true,
  notes: true,
  request: ["model", "sampling"],
  events: { emit: ["found"] },
});
const shown: readonly BlockFacts[] = [
  blockFacts(1),
  blockFacts(2, { role: "user", zone: "recency" }),
  blockFacts(3, { role: "system", zone: "primacy" }),
];
const one = {
  zone: { op: "zone", block: 1, zone: "recency" },
  pin: { op: "pin", block: 1, pinned: "top" },
  level: { op: "level", block: 1, level: "trimmed" },
  content: { op: "content", block: 1, text: "x" },
  redact: { op: "redact", block: 1, text: "secret" },
  remove: { op: "remove", block: 1 },
  insert: { op: "insert", behind: "tail", text: "x", key: "k" },
  stage: { op: "stage", key: "k", text: "x", zone: "recency", priority: 0, tokenCap: 100 },
  unstage: { op: "unstage", key: "k" },
  note: { op: "note", block: 1, text: "x" },
  emit: { op: "emit", event: "found", data: {} },
  model: { op: "model", model: "m" },
  sampling: { op: "sampling", temperature: 0 },
  refuse: { op: "refuse", reason: "no" },
} satisfies { readonly [Op in PatchItem["op"]]: PatchItem };
const items = Object.values(one) as PatchItem[];

const check = (patch: Patch, permissions: PluginPermissions = everything, onError: "block" | "passthrough" = "block") =>
  checkPatch(patch, { permissions, blocks: shown, onError });

test("what was granted passes, unchanged and in its order", () => {
  const { patch, refused, forged, used } = check(items);
  expect([patch, refused, forged]).toEqual([items, [], 0]);
  expect([...used].sort()).toEqual(
    [
      ...allFields.map((field) => `blocks.write:${field}`),
      "events.emit:found",
      "notes",
      "request:model",
      "request:sampling",
      "staging",
    ].sort(),
  );
});

test("the samples are patches as they cross the border", () => {
  expect(Patch.parse(items)).toEqual(items);
});

const needs: Readonly<Record<PatchItem["op"], string | null>> = {
  zone: "blocks.write:zone",
  pin: "blocks.write:pin",
  level: "blocks.write:level",
  content: "blocks.write:content",
  redact: "blocks.write:redact",
  remove: "blocks.write:remove",
  insert: "blocks.write:insert",
  stage: "staging",
  unstage: "staging",
  note: "notes",
  emit: "events.emit:found",
  model: "request:model",
  sampling: "request:sampling",
  refuse: null,
};

test.each(items.filter(({ op }) => needs[op] !== null))("$op without its permission is left out, naming it", (item) => {
  const nothing = PluginPermissions.parse({ blocks: { read: "content" }, events: { emit: ["other"] } });
  const { patch, refused, used } = check([item], nothing);
  expect([patch, refused, used.size]).toEqual([[], [`${item.op}: it needs the permission ${needs[item.op]}`], 0]);
});

test("each permission allows what it names and nothing else", () => {
  for (const field of allFields) {
    const only = PluginPermissions.parse({ blocks: { write: [field] } });
    expect(check(items, only).patch.map(({ op }) => op)).toEqual([field, "refuse"]);
  }
  expect(check(items, { staging: true }).patch.map(({ op }) => op)).toEqual(["stage", "unstage", "refuse"]);
  expect(check(items, { request: ["sampling"] }).patch.map(({ op }) => op)).toEqual(["sampling", "refuse"]);
});

test("only blocks of the granted roles and zones, by the facts that it was shown", () => {
  const roles = PluginPermissions.parse({ blocks: { write: ["level"], roles: ["tool_result"] } });
  const zones = PluginPermissions.parse({ blocks: { write: ["level"], zones: ["middle"] } });
  const level = (block: number): PatchItem => ({ op: "level", block, level: "trimmed" });
  for (const permissions of [roles, zones]) {
    const { patch, refused, forged } = check([level(1), level(2), level(3)], permissions);
    expect([patch, refused.length, forged]).toEqual([[level(1)], 2, 0]);
  }
  expect(check([level(2)], roles).refused[0]).toBe("level: block-2 is user; it may change tool_result");
});

test("blocks that it was not shown are forged, whatever it may do to others", () => {
  const forged: PatchItem[] = [
    { op: "remove", block: 99 },
    { op: "insert", behind: 99, text: "x", key: "k" },
    { op: "note", block: 99, text: "x" },
  ];
  const result = check(forged);
  expect([result.patch, result.forged]).toEqual([[], 3]);
  expect(result.refused).toEqual(forged.map(({ op }) => `${op}: it was not shown block-99`));
});

test("without the permission to see blocks every block is unknown", () => {
  const { patch, forged } = check([one.note, one.level], { notes: true });
  expect([patch, forged]).toEqual([[], 1]);
  expect(check([{ op: "note", block: null, text: "x" }], { notes: true }).patch).toHaveLength(1);
});

test("only a stage that protects may refuse a request", () => {
  expect(check([one.refuse], {}, "block").patch).toEqual([one.refuse]);
  expect(check([one.refuse], everything, "passthrough")).toMatchObject({ patch: [], forged: 0 });
});

test("an event has a bound", () => {
  const { patch, refused } = check([{ op: "emit", event: "found", data: { text: "x".repeat(70_000) } }]);
  expect([patch, refused]).toEqual([[], ["emit: an event tells at most 64 KB"]]);
});

test("names that every object has are no events", () => {
  for (const event of ["constructor", "__proto__", "toString"])
    expect(check([{ op: "emit", event, data: {} }]).patch).toEqual([]);
});

test("ten thousand refusals are quoted twenty times", () => {
  const { refused, forged } = check(Array.from({ length: 10_000 }, () => ({ op: "remove", block: 99 })));
  expect([refused.length, refused.at(-1), forged]).toEqual([21, "and 9980 more", 10_000]);
});

test("of any patch under any permissions, only what was granted is left", () => {
  const anyItem = fc.constantFrom(
    ...items,
    { op: "remove", block: 99 } as const,
    { op: "pin", block: 2, pinned: null } as const,
  );
  const anyGrant = fc.record({
    fields: fc.subarray(allFields),
    staging: fc.boolean(),
    notes: fc.boolean(),
    blocks: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 30 }), anyGrant, (patch, { fields, staging, notes, blocks }) => {
      const permissions: PluginPermissions = {
        ...(blocks ? { blocks: { read: "metadata", write: fields, roles: ["tool_result"] } } : {}),
        ...(staging ? { staging } : {}),
        ...(notes ? { notes } : {}),
      };
      const { patch: left, refused, forged } = check(patch, permissions, "passthrough");
      expect(left.length + Math.max(refused.length, forged)).toBeGreaterThanOrEqual(
        Math.min(patch.length, left.length + 20),
      );
      for (const item of left) {
        if ("block" in item && item.block !== null) expect(item.block).toBe(1);
        const capability = needs[item.op];
        const holds = {
          staging,
          notes,
          ...Object.fromEntries(fields.map((field) => [`blocks.write:${field}`, blocks])),
        } as Record<string, boolean>;
        expect(capability !== null && holds[capability]).toBe(true);
      }
    }),
  );
});
