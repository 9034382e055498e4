import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, openTestStore, type TestStore, tellSession } from "../testing/open-test-store.ts";
import { asUser, createTestOperations, plainly, type TestOperations } from "../testing/test-operations.ts";

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

const edit = (index: number, content: string) =>
  aperture.operations.edit({ ids: [ids[index]!], content, ...plainly }, asUser);
const waiting = () =>
  opened.store.control.changes
    .ofLane(1, ["pending"])
    .map(({ block, hash }) => [block, opened.store.contents.text(hash)]);

describe("pending", () => {
  test("is what waits, with the price of all of it", async () => {
    aperture.governor.cached.add(numbers[1]!);
    await edit(1, "later");
    aperture.governor.next.add(1);
    const { session, changes, next, price } = aperture.operations.pending(undefined);
    expect([session, next, price.costNow]).toEqual(["session-1", ["change-1"], 77]);
    expect(changes).toMatchObject([{ id: "change-1", block: ids[1], state: "pending", price: { costNow: 1_000 } }]);
  });

  test("all of it goes at once", async () => {
    await edit(1, "later");
    await edit(7, "later, too");
    opened.store.control.changes.update(2, { state: "applied", appliedTurn: 2 });
    await aperture.operations.restore({ ids: [ids[7]!], ...plainly }, asUser);
    const { items, operation } = await aperture.operations.applyPending({}, asUser);
    expect(items.map(({ id, status }) => [id, status])).toEqual([
      [ids[1], "next-request"],
      [ids[7], "next-request"],
    ]);
    expect([1, 2].map((n) => opened.store.control.changes.get(n)!.forced)).toEqual([true, true]);
    expect(aperture.operations.operation(operation!)).toMatchObject({ kind: "apply" });
  });

  test("some of it: each says what happened", async () => {
    await edit(1, "later");
    await edit(7, "withdrawn");
    await aperture.operations.restore({ ids: [ids[7]!], ...plainly }, asUser);
    const { items } = await aperture.operations.applyPending({ changes: ["change-1", "change-2", "change-8"] }, asUser);
    expect(items.map(({ code, status, reason }) => [code ?? status, reason])).toEqual([
      ["next-request", expect.anything()],
      ["recorded", "it does not wait: it is withdrawn"],
      ["not_found", "there is no change change-8"],
    ]);
    await expect(aperture.operations.applyPending({ changes: ["change-8"] }, asUser)).rejects.toMatchObject({
      code: "not_found",
      facts: { hint: "The nearest is change-2" },
    });
  });
});

describe("checkpoints", () => {
  test("restore the changes, pins and zones of their time as one operation", async () => {
    await edit(1, "one");
    await aperture.operations.pin({ ids: [ids[7]!], pinned: "top", ...plainly }, asUser);
    const saved = aperture.operations.saveCheckpoint({ name: "before" });
    expect(saved).toMatchObject({ id: "checkpoint-1", name: "before", decisions: 2, sessionId: "session-1" });
    expect(aperture.operations.diffCheckpoint("checkpoint-1", undefined).blocks).toEqual([]);

    await edit(1, "two");
    await edit(4, "three");
    await aperture.operations.pin({ ids: [ids[7]!], pinned: null, ...plainly }, asUser);
    const { blocks, to } = aperture.operations.diffCheckpoint("checkpoint-1", undefined);
    expect(to).toBe("now");
    expect(
      blocks.map(({ block, from, to: then }) => [block, from.replace(/ \(.*\)/, ""), then.replace(/ \(.*\)/, "")]),
    ).toEqual([
      [ids[1], "edited by user", "edited by user"],
      [ids[7], "pinned to the top", "as the client sent it"],
      [ids[4], "as the client sent it", "edited by user"],
    ]);

    const { operation } = await aperture.operations.restoreCheckpoint("checkpoint-1", plainly, asUser);
    expect(waiting()).toEqual([[numbers[1], "one"]]);
    expect(opened.store.control.settings.ofSession(1)).toMatchObject([{ block: numbers[7], pinned: "top" }]);
    expect(aperture.operations.diffCheckpoint("checkpoint-1", undefined).blocks).toEqual([]);

    await aperture.operations.undo({ operation: operation!, ...plainly }, asUser);
    expect(waiting().toSorted()).toEqual(
      [
        [numbers[1], "two"],
        [numbers[4], "three"],
      ].toSorted(),
    );
    expect(opened.store.control.settings.ofSession(1)).toEqual([]);
  });

  test("leave alone what the client changed since", async () => {
    await edit(1, "one");
    aperture.operations.saveCheckpoint({ name: "before" });
    await aperture.operations.restore({ ids: [ids[1]!], ...plainly }, asUser);
    opened.store.blocks.update(numbers[1]!, { hash: opened.store.blocks.get(numbers[7]!)!.hash });
    await aperture.operations.restoreCheckpoint("checkpoint-1", plainly, asUser);
    expect(waiting()).toEqual([]);
  });

  test("are listed newest first, compared with each other, and forgotten", async () => {
    aperture.operations.saveCheckpoint({ name: "a" });
    await edit(1, "one");
    aperture.operations.saveCheckpoint({ name: "b" });
    expect(aperture.operations.checkpoints(undefined).map(({ name }) => name)).toEqual(["b", "a"]);
    expect(aperture.operations.diffCheckpoint("checkpoint-1", "checkpoint-2").blocks).toHaveLength(1);
    aperture.operations.removeCheckpoint("checkpoint-1");
    expect(() => aperture.operations.removeCheckpoint("checkpoint-1")).toThrow(
      expect.objectContaining({
        code: "not_found",
        facts: expect.objectContaining({ hint: "The nearest is checkpoint-2" }),
      }),
    );
  });
});

describe("notes", () => {
  test("stay with their block and are told of", () => {
    const note = aperture.operations.addNote(ids[1]!, "keep this", asUser);
    expect(note).toMatchObject({ id: "note-1", block: ids[1], actor: "user", text: "keep this" });
    expect(aperture.operations.notes(ids[1]!)).toEqual([note]);
    aperture.operations.removeNote("note-1");
    expect(aperture.operations.notes(ids[1]!)).toEqual([]);
    const told = opened.store.events.since(0, 9).events.filter(({ type }) => type === "block-noted");
    expect(told.map(({ data }) => data)).toMatchObject([{ notes: 1 }, { notes: 0 }]);
    expect(() => aperture.operations.addNote("block-99", "?", asUser)).toThrow(
      expect.objectContaining({ code: "not_found" }),
    );
  });
});

describe("session control", () => {
  test("sets what is given and leaves the rest", () => {
    const { store } = opened;
    aperture.operations.setControl("a session", { mode: "observe" });
    aperture.operations.setControl("session-1", { holdout: true });
    expect(store.control.sessionSettings.all(1)).toMatchObject({ mode: "observe", holdout: true });
    aperture.operations.setControl("session-1", { mode: null });
    expect(store.control.sessionSettings.get(1, "mode")).toBeUndefined();
    aperture.operations.setBudget("session-1", { limit: 50_000 });
    aperture.operations.setBudget("session-1", { strategy: "block" });
    expect(store.control.sessionSettings.get(1, "budget")).toEqual({ limit: 50_000, strategy: "block" });
    expect(aperture.governor.told).toHaveLength(5);
  });
});

describe("what the stages did to a request", () => {
  test("is told with the changes that it was the first to carry", async () => {
    await edit(1, "one");
    const { control } = opened.store;
    control.changes.update(1, { state: "applied", appliedTurn: 1 });
    expect(aperture.operations.pipeline("turn-1")).toMatchObject({ governed: false, stages: [], predictedInput: null });
    const run = { stage: "decide", ms: 0.2, intents: {}, reason: "one", error: null };
    control.ledger.put({
      turn: 1,
      session: 1,
      lane: 1,
      at: 1,
      model: null,
      billed: 1,
      untouched: 2,
      billedUsd: null,
      untouchedUsd: null,
      actors: {},
      predictedInput: 700,
      predictedRead: 0,
      holdout: false,
      runs: [run],
    });
    expect(aperture.operations.pipeline("turn-1")).toMatchObject({
      turn: "turn-1",
      governed: true,
      stages: [run],
      predictedInput: 700,
      changes: [{ id: "change-1", appliedTurn: 1 }],
    });
    expect(() => aperture.operations.pipeline("turn-9")).toThrow(expect.objectContaining({ code: "not_found" }));
  });
});
