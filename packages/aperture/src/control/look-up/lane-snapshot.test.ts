import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, openTestStore, type TestStore, tellSession } from "../testing/open-test-store.ts";
import { asUser, createTestOperations, plainly } from "../testing/test-operations.ts";
import { newestSnapshot } from "./lane-snapshot.ts";

let opened: TestStore;
beforeEach(() => {
  opened = openTestStore();
});
afterEach(() => opened.close());

const snapshot = () => newestSnapshot(opened.store, opened.store.lanes.ofSession(1)[0]!)!;

describe("a lane as it is now", () => {
  test("has what was inserted at its place, in the order it was made, and loses it with its anchor", async () => {
    const { ids, blocks, lane } = tellSession(opened.store, conversation());
    const { operations } = createTestOperations(opened.store);
    const insert = (content: string, behind: string) => operations.insert({ content, behind, ...plainly }, asUser);
    await insert("first", ids[1]!);
    await insert("second", ids[1]!);
    await insert("rule", ids[0]!);
    const numbers = blocks.map(({ n }) => n);
    expect([...snapshot().places.keys()]).toEqual([numbers[0], 11, numbers[1], 9, 10, ...numbers.slice(2)]);

    const { n: _, ...turn } = opened.store.turns.ofLane(lane.n, 1)[0]!;
    opened.store.turns.insert({ ...turn, number: 2, blocks: [numbers[0]!, ...numbers.slice(2)] });
    expect([...snapshot().places.keys()]).toEqual([numbers[0], 11, ...numbers.slice(2)]);
  });

  test("has the zones that were set, else those of pins, else those of places", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    const { operations } = createTestOperations(opened.store);
    await operations.pin({ ids: [ids[4]!, ids[6]!], pinned: "top", ...plainly }, asUser);
    await operations.move({ ids: [ids[6]!], zone: "middle", ...plainly }, asUser);
    const zones = [...snapshot().places.values()].map(({ zone }) => zone);
    expect([zones[0], zones[4], zones[6], zones[7]]).toEqual(["primacy", "primacy", "middle", "recency"]);
    expect(snapshot().settings.get(blocks[6]!.n)).toMatchObject({ pinned: "top", zone: "middle" });
  });

  test("tells which reads are stale", () => {
    const read = { role: "tool_result", text: "old", meta: { toolName: "Read", filePaths: ["/a"] } } as const;
    tellSession(opened.store, [...conversation(), read, { ...read, text: "new" }]);
    const staleness = [...snapshot().places.values()].map((place) => place.staleness);
    expect(staleness[8]).toBeGreaterThan(50);
    expect([staleness[0], staleness[9]]).toEqual([0, 0]);
  });
});
