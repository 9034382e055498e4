import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, openTestStore, type TestStore, tellSession } from "../testing/open-test-store.ts";
import {
  asPlugin,
  asUser,
  createTestOperations,
  now,
  plainly,
  type TestOperations,
} from "../testing/test-operations.ts";

let opened: TestStore;
let aperture: TestOperations;
let ids: string[];
let numbers: number[];
beforeEach(() => {
  opened = openTestStore();
  aperture = createTestOperations(opened.store);
  const told = tellSession(opened.store, conversation());
  ids = told.ids;
  numbers = told.blocks.map(({ n }) => n);
});
afterEach(() => opened.close());

const RESULT = 4;
const textOf = (change: number) => opened.store.contents.text(opened.store.control.changes.get(change)!.hash);
const states = (block: number) => opened.store.control.changes.ofBlock(block).map(({ state }) => state);

describe("edit", () => {
  test("a block says what somebody wrote; the log quotes its beginning", async () => {
    const content = "x".repeat(1_000);
    await aperture.operations.edit({ ids: [ids[1]!], content, ...plainly }, asUser);
    expect(textOf(1)).toBe(content);
    expect(aperture.operations.operation("operation-1").input).toEqual({
      ids: [ids[1]],
      content: "x".repeat(200),
      characters: 1_000,
      apply: "when-free",
    });
  });

  test("to the client's own text is a restore", async () => {
    await aperture.operations.edit({ ids: [ids[7]!], content: "Stop.", ...plainly }, asUser);
    const { items } = await aperture.operations.edit({ ids: [ids[7]!], content: "Go on, please.", ...plainly }, asUser);
    expect(items[0]!.reason).toContain("withdrawn");
    expect(states(numbers[7]!)).toEqual(["withdrawn"]);
  });

  test("of a call takes only what the wire takes as arguments", async () => {
    const bad = aperture.operations.edit({ ids: [ids[3]!], content: "not json", ...plainly }, asUser);
    await expect(bad).rejects.toMatchObject({ code: "invalid_arguments" });
    const good = await aperture.operations.edit({ ids: [ids[3]!], content: '{"file_path":"/b"}', ...plainly }, asUser);
    expect(good.items[0]!.status).toBe("next-request");
  });

  test("to nothing is refused: providers take no empty texts", async () => {
    const work = aperture.operations.edit({ ids: [ids[1]!], content: "", ...plainly }, asUser);
    await expect(work).rejects.toMatchObject({ code: "empty_text" });
  });
});

describe("remove", () => {
  test("leaves a placeholder that says what was there, and puts the block in the trash", async () => {
    const { items } = await aperture.operations.remove({ ids: [ids[RESULT]!], ...plainly }, asUser);
    expect(items[0]!.tokensAfter).toBeLessThanOrEqual(15);
    expect(textOf(1)).toBe("[removed: Read app.log]");
    expect(opened.store.control.changes.get(1)).toMatchObject({ kind: "remove", level: "minimal" });
    const { session, blocks } = aperture.operations.trash(undefined);
    expect(session).toBe("session-1");
    expect(blocks).toMatchObject([{ id: ids[RESULT], lane: "lane-1", actor: "user", state: "pending" }]);
    expect(blocks[0]!.preview).toHaveLength(200);
    expect(blocks[0]!.keptUntil).toBe(new Date(2_000 + 30 * 86_400_000).toISOString());
    await aperture.operations.restore({ ids: [ids[RESULT]!], ...plainly }, asUser);
    expect(aperture.operations.trash("a session").blocks).toEqual([]);
  });

  test("of a call alone is refused: its result would be an orphan", async () => {
    const work = aperture.operations.remove({ ids: [ids[3]!], ...plainly }, asUser);
    await expect(work).rejects.toMatchObject({ code: "orphans_result" });
  });

  test("of an image is possible", async () => {
    const { items } = await aperture.operations.remove({ ids: [ids[5]!], ...plainly }, asUser);
    expect(items[0]).toMatchObject({ status: "next-request", tokensBefore: 640 });
  });
});

describe("restore", () => {
  test("of what nobody touched does nothing, and is no failure", async () => {
    const { operation, items } = await aperture.operations.restore({ ids: [ids[1]!], ...plainly }, asUser);
    expect(operation).toBeNull();
    expect(items[0]).toMatchObject({ status: "recorded", reason: expect.stringContaining("as it came") });
  });

  test("to a version says that text again", async () => {
    await aperture.operations.edit({ ids: [ids[1]!], content: "first", ...plainly }, asUser);
    await aperture.operations.edit({ ids: [ids[1]!], content: "second", ...plainly }, asUser);
    await aperture.operations.restore({ ids: [ids[1]!], version: 1, ...plainly }, asUser);
    expect(textOf(3)).toBe("first");
    const { versions } = aperture.operations.versions(ids[1]!);
    expect(versions.map(({ version, kind, state, sent }) => [version, kind, state, sent])).toEqual([
      [0, "original", "applied", true],
      [1, "edit", "withdrawn", false],
      [2, "edit", "withdrawn", false],
      [3, "edit", "pending", false],
    ]);
  });

  test("to a version there is not names those there are; among several it is that item's", async () => {
    await aperture.operations.edit({ ids: [ids[1]!], content: "first", ...plainly }, asUser);
    const alone = aperture.operations.restore({ ids: [ids[1]!], version: 7, ...plainly }, asUser);
    await expect(alone).rejects.toMatchObject({
      code: "not_found",
      facts: { hint: `${ids[1]} has the versions 0 to 1` },
    });
    const both = await aperture.operations.restore({ ids: [ids[1]!, ids[7]!], version: 1, ...plainly }, asUser);
    expect(both.items.map(({ code, status }) => code ?? status)).toEqual(["next-request", "not_found"]);
  });

  test("one operation in two lanes made one version", async () => {
    const { store } = opened;
    const fork = store.lanes.insert({ session: 1, agentId: "sub", kind: "main", turns: 1, lastSeen: 2_500 });
    const { n: _, ...turn } = store.turns.ofLane(1, 1)[0]!;
    store.turns.insert({ ...turn, lane: fork.n });
    await aperture.operations.edit({ ids: [ids[1]!], content: "first", ...plainly }, asUser);
    expect(store.control.changes.ofBlock(numbers[1]!)).toHaveLength(2);
    expect(aperture.operations.versions(ids[1]!).versions).toHaveLength(2);
  });
});

describe("diff", () => {
  test("from what the client sent to what waits, else to what is sent", async () => {
    expect(aperture.operations.diff(ids[7]!, { from: 0 })).toEqual({ block: ids[7], from: 0, to: 0, diff: "" });
    await aperture.operations.edit({ ids: [ids[7]!], content: "Stop, please.", ...plainly }, asUser);
    expect(aperture.operations.diff(ids[7]!, { from: 0 })).toMatchObject({ from: 0, to: 1 });
    expect(aperture.operations.diff(ids[7]!, { from: 0, to: 1 }).diff).toBe(
      "@@ -1 +1 @@\n-Go on, please.\n\\ No newline at end of file\n+Stop, please.\n\\ No newline at end of file\n",
    );
    expect(() => aperture.operations.diff(ids[7]!, { from: 0, to: 9 })).toThrow(
      expect.objectContaining({ code: "not_found" }),
    );
  });
});

describe("pin and move", () => {
  test("are recorded, change no bytes, and nobody but the user changes a pin", async () => {
    const pinned = await aperture.operations.pin({ ids: [ids[1]!], pinned: "bottom", ...plainly }, asUser);
    expect(pinned.items[0]).toMatchObject({
      status: "recorded",
      change: null,
      price: null,
      reason: "pinned to the bottom",
    });
    expect(aperture.operations.operation("operation-1").kind).toBe("pin");
    const theirs = aperture.operations.pin({ ids: [ids[1]!], pinned: null, ...plainly }, asPlugin);
    await expect(theirs).rejects.toMatchObject({ code: "pinned" });
    await aperture.operations.move({ ids: [ids[1]!], zone: "primacy", ...plainly }, asUser);
    expect(opened.store.control.settings.ofSession(1)).toMatchObject([{ pinned: "bottom", zone: "primacy" }]);
    const again = await aperture.operations.pin({ ids: [ids[1]!], pinned: "bottom", ...plainly }, asUser);
    expect(again).toMatchObject({ operation: null, items: [{ reason: "pinned to the bottom already" }] });
    await aperture.operations.pin({ ids: [ids[1]!], pinned: null, ...plainly }, asUser);
    await aperture.operations.move({ ids: [ids[1]!], zone: null, ...plainly }, asUser);
    expect(opened.store.control.settings.ofSession(1)).toEqual([]);
    expect(aperture.governor.asked).toEqual([]);
  });
});

describe("insert", () => {
  const insert = (behind?: string, more: object = {}) =>
    aperture.operations.insert(
      { content: "Mind the tests.", ...(behind ? { behind } : {}), ...plainly, ...more },
      asUser,
    );

  test("a text behind the newest input, as a block of its own", async () => {
    const { items } = await insert();
    expect(items).toMatchObject([{ id: "block-9", status: "next-request", tokensBefore: 0, change: "change-1" }]);
    expect(opened.store.blocks.get(9)).toMatchObject({ origin: "user", role: "user", lane: 1 });
    expect(opened.store.control.changes.get(1)).toMatchObject({
      kind: "insert",
      block: 9,
      anchor: numbers[7],
      originalHash: null,
    });
    expect(opened.store.control.operations.get(1)!.blocks).toEqual([9]);
    expect(aperture.governor.asked[0]!.planned[0]).toMatchObject({ kind: "insert", anchor: numbers[7] });
  });

  test.each([
    ["system prompt: at its end", 0, null],
    ["prompt: behind it", 1, 1],
    ["result: behind the last that came with it", RESULT, 5],
  ])("behind a %s", async (_, index, anchor) => {
    await insert(ids[index]);
    expect(opened.store.control.changes.get(1)!.anchor).toBe(anchor === null ? null : numbers[anchor]);
  });

  test("behind what the model said there is no place; the next one is named", async () => {
    await expect(insert(ids[3])).rejects.toMatchObject({
      code: "no_place",
      facts: { pointer: "/behind", reason: expect.stringContaining(ids[RESULT]!) },
    });
    await expect(insert("block-77")).rejects.toMatchObject({ code: "not_found", facts: { pointer: "/behind" } });
  });

  test("can be edited and taken out again while it waits, and once it is sent", async () => {
    await insert();
    await aperture.operations.edit({ ids: ["block-9"], content: "Mind them well.", ...plainly }, asUser);
    expect(opened.store.control.changes.get(2)).toMatchObject({ kind: "insert", anchor: numbers[7], block: 9 });
    expect(states(9)).toEqual(["withdrawn", "pending"]);
    opened.store.control.changes.update(2, { state: "applied", appliedTurn: 2 });
    const removed = await aperture.operations.remove({ ids: ["block-9"], ...now }, asUser);
    expect(removed.items[0]).toMatchObject({ status: "next-request", tokensAfter: 0 });
    expect(states(9)).toEqual(["withdrawn", "undo-pending"]);
  });

  test("several keep their order behind the same block", async () => {
    await insert(ids[1]);
    await insert("block-9");
    expect(opened.store.control.changes.get(2)!.anchor).toBe(numbers[1]);
  });

  test("dry writes nothing", async () => {
    const { items } = await insert(undefined, { dryRun: true });
    expect(items[0]).toMatchObject({ before: "", after: "Mind the tests." });
    expect(opened.store.blocks.get(9)).toBeUndefined();
  });
});
