import { PluginPermissions } from "@aperture/sdk";
import { RECORD_INTS } from "@aperture/sdk/plugin/block-record";
import { expect, test } from "vitest";
import type { BlockFacts } from "./block-facts.ts";
import { createGuestLanes } from "./guest-lanes.ts";
import { createLaneReplicas } from "./lane-replicas.ts";
import { packBlocks } from "./pack-blocks.ts";
import { createStringTable } from "./string-table.ts";
import { facts } from "./testing/facts.ts";

const content = PluginPermissions.parse({ blocks: { read: "content" } });
const metadata = PluginPermissions.parse({ blocks: {} });
const conversation = (count: number, from = 1) => Array.from({ length: count }, (_, i) => facts(from + i, { age: 1 }));

test("what did not change does not cross again", () => {
  const replicas = createLaneReplicas();
  const blocks = conversation(200);
  expect(replicas.delta(1, 2, blocks, content)).toMatchObject({ fresh: true, count: 200, drop: [] });
  const again = replicas.delta(1, 2, blocks, content);
  expect(again).toMatchObject({ fresh: false, count: 200, strings: [], texts: [], gone: [] });
  expect(again.places.length + again.records.length).toBe(0);
});

test("a longer conversation sends what is new, and the records that changed", () => {
  const replicas = createLaneReplicas();
  replicas.delta(1, 2, conversation(200), content);
  const grown = [...conversation(200).with(50, facts(51, { age: 1, tokens: 3 })), facts(201, { toolName: "grep" })];
  const delta = replicas.delta(1, 2, grown, content);
  expect([...delta.places]).toEqual([50, 200]);
  expect(delta.records.length).toBe(2 * RECORD_INTS);
  expect(delta).toMatchObject({ strings: ["grep"], textBlocks: [201], texts: ["text of 201"], gone: [] });
});

test("texts cross only to plugins that may read them, and leave when they may not", () => {
  const replicas = createLaneReplicas();
  expect(replicas.delta(1, 1, conversation(3), metadata)).toMatchObject({ texts: [], textBlocks: [] });
  expect(replicas.delta(2, 1, conversation(3), content).texts).toHaveLength(3);
  expect(replicas.delta(2, 1, conversation(3), metadata).gone).toEqual([1, 2, 3]);
});

test("a changed text crosses once more under its block's number, a block that moved does not", () => {
  const replicas = createLaneReplicas();
  replicas.delta(1, 1, conversation(4), content);
  const changed = conversation(4).with(1, facts(2, { age: 1, text: "other" }));
  expect(replicas.delta(1, 1, changed, content)).toMatchObject({ textBlocks: [2], texts: ["other"] });
  expect(replicas.delta(1, 1, [facts(9, { age: 1 }), ...changed], content).textBlocks).toEqual([9]);
});

test("lanes unused for longest are dropped on both sides when there is no room", () => {
  const replicas = createLaneReplicas(40_000);
  const guest = createGuestLanes();
  const large = (n: number) => [facts(n, { text: "x".repeat(7_000), hash: `large ${n}` })];
  for (const lane of [1, 2]) guest.apply(replicas.delta(lane, 1, large(lane), content));
  guest.apply(replicas.delta(1, 1, large(1), content));
  const third = replicas.delta(3, 1, large(3), content);
  expect(third.drop).toEqual([2]);
  expect(replicas.size().lanes).toBe(2);
  expect(replicas.size().bytes).toBeLessThanOrEqual(40_000);
  guest.apply(third);
  expect(replicas.delta(1, 1, large(1), content)).toMatchObject({ fresh: false, texts: [] });
  expect(replicas.delta(2, 1, large(2), content)).toMatchObject({ fresh: true, texts: [expect.any(String)] });
});

test("one lane larger than the bound stays while it is called", () => {
  const replicas = createLaneReplicas(100);
  replicas.delta(1, 1, conversation(50), content);
  expect(replicas.delta(1, 1, conversation(50), content)).toMatchObject({ fresh: false, texts: [] });
});

test("a forgotten lane, and all lanes after `clear`, begin anew", () => {
  const replicas = createLaneReplicas();
  replicas.delta(1, 1, conversation(2), content);
  replicas.delta(2, 1, conversation(2), content);
  expect(replicas.forget(1)).toBe(true);
  expect(replicas.forget(1)).toBe(false);
  expect(replicas.delta(2, 1, conversation(2), content)).toMatchObject({ drop: [1], fresh: false });
  replicas.clear();
  expect(replicas.delta(2, 1, conversation(2), content)).toMatchObject({ drop: [], fresh: true });
  expect(replicas.size().lanes).toBe(1);
});

test("a table that has grown over what is in use is sent anew", () => {
  const replicas = createLaneReplicas();
  replicas.delta(1, 1, [facts(1, { filePaths: [] })], metadata);
  const many = Array.from({ length: 50_001 }, (_, i) => facts(i + 1, { toolId: `call_${i}` }));
  replicas.delta(1, 1, many, metadata);
  expect(replicas.delta(1, 1, [facts(1, { toolId: "call_0" })], metadata)).toMatchObject({
    fresh: true,
    strings: ["text", "call_0", "client"],
  });
});

test("whatever happens to a conversation, the replica shows what a full packing would", () => {
  let seed = 7;
  const below = (n: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % n;
  };
  const replicas = createLaneReplicas(6_000);
  const guest = createGuestLanes();
  const lanes = new Map<number, BlockFacts[]>([1, 2, 3].map((lane) => [lane, conversation(5, lane * 100)]));
  const narrow = PluginPermissions.parse({ blocks: { read: "content", roles: ["user"] } });
  for (let round = 0; round < 400; round++) {
    const lane = 1 + below(3);
    const blocks = lanes.get(lane)!;
    const place = below(blocks.length + 1);
    const change = below(6);
    if (change === 0) blocks.push(facts(1_000 + round, { toolId: `call ${round}` }));
    if (change === 1) blocks.splice(place, 1);
    if (change === 2) blocks.splice(place, 0, facts(2_000 + round));
    if (change === 3 && blocks[place]) blocks[place] = facts(blocks[place].n, { text: `text ${round}` });
    if (change === 4 && blocks[place]) blocks[place] = { ...blocks[place], role: "assistant", filePaths: [`${round}`] };
    if (change === 5) replicas.forget(below(4));
    const permissions = [content, narrow, metadata][below(8)] ?? content;
    const shown = guest.apply(replicas.delta(lane, round, blocks, permissions));

    const strings = createStringTable();
    const full = packBlocks(blocks, { turn: round, permissions, strings });
    const words = (records: Int32Array, textOf: (id: number) => string) =>
      [...records].map((value, at) => ([9, 10, 11, 12, 15].includes(at % RECORD_INTS) ? textOf(value) : value));
    expect(words(shown.records, shown.string)).toEqual(words(full, strings.textOf));
    const mayRead = (block: BlockFacts) =>
      permissions === content || (permissions === narrow && block.role === "user") ? block.text : undefined;
    expect(blocks.map((_, index) => shown.text(index))).toEqual(blocks.map(mayRead));
    expect([shown.text(-1), shown.text(blocks.length), shown.text(0.5)]).toEqual([undefined, undefined, undefined]);
  }
});
