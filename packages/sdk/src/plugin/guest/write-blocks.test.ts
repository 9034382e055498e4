import { expect, test } from "vitest";
import { laneOf } from "../../testing-kit/lane-of.ts";
import { block } from "../../testing-kit/test-block.ts";
import { createPlainPort } from "../port/plain-port.ts";
import { everything, inStage, manifestWith } from "../testing/in-stage.ts";
import type { BlockList } from "./block-list.ts";
import { runHook } from "./run-hook.ts";

const three = [block({ n: 1 }), block({ n: 2 }), block({ n: 3 })];
const patch = (write: (blocks: BlockList) => unknown, blocks = three) =>
  inStage((list) => void write(list), { blocks }).patch;

test("a list records each wish for all its blocks", () => {
  expect(patch((blocks) => blocks.slice(1).level("trimmed", "old").pin("bottom").zone("recency"))).toEqual([
    { op: "level", block: 2, level: "trimmed", reason: "old" },
    { op: "level", block: 3, level: "trimmed", reason: "old" },
    { op: "pin", block: 2, pinned: "bottom" },
    { op: "pin", block: 3, pinned: "bottom" },
    { op: "zone", block: 2, zone: "recency" },
    { op: "zone", block: 3, zone: "recency" },
  ]);
});

test("one block records the same", () => {
  expect(
    patch((blocks) => {
      const one = blocks.first!;
      one.toLevel("minimal", "r");
      one.toZone("primacy");
      one.pin();
      one.pin(null);
      one.content("new");
      one.remove("gone");
      one.redact("hunter22");
    }),
  ).toEqual([
    { op: "level", block: 1, level: "minimal", reason: "r" },
    { op: "zone", block: 1, zone: "primacy" },
    { op: "pin", block: 1, pinned: "top" },
    { op: "pin", block: 1, pinned: null },
    { op: "content", block: 1, text: "new" },
    { op: "remove", block: 1, reason: "gone" },
    { op: "redact", block: 1, text: "hunter22" },
  ]);
});

test("however many blocks, one crossing; none for an empty list", () => {
  const crossings: string[] = [];
  const port = createPlainPort({
    manifest: JSON.stringify(manifestWith(everything)),
    stored: new Map(),
    quota: () => null,
    ask: () => Promise.reject(new Error()),
    log: () => {},
  });
  port.begin(laneOf(three, manifestWith(everything).permissions, 1), 1);
  const counting = { ...port, patch: (item: string) => void crossings.push(item) };
  const write = (blocks: BlockList) => {
    blocks.level("trimmed").remove();
    blocks.where({ role: "image" }).level("minimal");
  };
  runHook({ stages: { after_zone: write } }, "after_zone", counting, "{}", "{}");
  expect(crossings.map((item) => JSON.parse(item))).toEqual([
    { op: "level", blocks: [1, 2, 3], level: "trimmed" },
    { op: "remove", blocks: [1, 2, 3] },
  ]);
});

test("a function makes each block's text, and leaves alone where it makes none", () => {
  const made = patch((blocks) => blocks.content(({ n }) => (n === 2 ? undefined : `text ${n}`), "by function"));
  expect(made).toEqual([
    { op: "content", block: 1, text: "text 1", reason: "by function" },
    { op: "content", block: 3, text: "text 3", reason: "by function" },
  ]);
});

test("new blocks stand behind one, at the tail, or in the system prompt", () => {
  expect(
    patch((blocks) => {
      blocks.insert({ behind: blocks.at(1)!, text: "a", key: "k1", reason: "why" });
      blocks.insert({ behind: "tail", text: "b", key: "k2" });
      blocks.insert({ behind: "system", text: "c", key: "k3" });
    }),
  ).toEqual([
    { op: "insert", behind: 2, text: "a", key: "k1", reason: "why" },
    { op: "insert", behind: "tail", text: "b", key: "k2" },
    { op: "insert", behind: "system", text: "c", key: "k3" },
  ]);
});

test.each([
  ["a level", (blocks: BlockList) => blocks.level("tiny" as never), /level is "tiny"; allowed: "original", "trimmed"/],
  ["a zone", (blocks: BlockList) => blocks.zone(null as never), /zone is null; allowed: "primacy"/],
  ["a pin", (blocks: BlockList) => blocks.pin("left" as never), /pinned is "left"; allowed: null, "top"/],
  ["a text", (blocks: BlockList) => blocks.content(5 as never), /a text is wanted, not number/],
  ["no text", (blocks: BlockList) => blocks.content(() => null as never), /a text is wanted, not null/],
  ["a value", (blocks: BlockList) => blocks.redact("abc"), /at least 4 characters/],
])("what is no %s is told to the author", (_, write, message) => {
  expect(() => patch(write)).toThrow(message);
});

test.each([
  ["level", (blocks: BlockList) => blocks.level("trimmed")],
  ["zone", (blocks: BlockList) => blocks.zone("middle")],
  ["pin", (blocks: BlockList) => blocks.pin()],
  ["content", (blocks: BlockList) => blocks.content("x")],
  ["remove", (blocks: BlockList) => blocks.remove()],
  ["redact", (blocks: BlockList) => blocks.redact("secret")],
  ["insert", (blocks: BlockList) => blocks.insert({ behind: "tail", text: "x", key: "k" })],
])("%s without its permission names it", (field, write) => {
  const permissions = { blocks: { read: "content" } };
  expect(() => inStage((blocks) => void write(blocks), { permissions, blocks: three })).toThrow(
    `this needs the permission blocks.write:${field}: add "blocks": { "write": ["${field}"] } to "permissions" in aperture.plugin.json`,
  );
});
