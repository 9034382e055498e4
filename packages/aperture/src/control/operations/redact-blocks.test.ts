import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, openTestStore, type TestStore, tellSession } from "../testing/open-test-store.ts";
import { asOwner, asUser, createTestOperations, plainly, type TestOperations } from "../testing/test-operations.ts";

const secret = "sk-secret-app-123";
let opened: TestStore;
let aperture: TestOperations;
let ids: string[];
let numbers: number[];
beforeEach(() => {
  opened = openTestStore();
  aperture = createTestOperations(opened.store);
  const told = tellSession(opened.store, [...conversation(), { role: "user", text: `again: ${secret}` }]);
  ids = told.ids;
  numbers = told.blocks.map(({ n }) => n);
});
afterEach(() => opened.close());

const redact = (target: string[], values?: string[], more: object = {}) =>
  aperture.operations.redact({ ids: target, ...(values ? { values } : {}), ...plainly, ...more }, asOwner);
const active = () => opened.store.control.redactions.ofSession(1);

describe("redact", () => {
  test("hides the value in every block that says it, and in what comes", async () => {
    aperture.governor.cached.add(numbers[1]!);
    const { items, operation } = await redact([ids[1]!], [secret]);
    expect(items.map(({ id, status }) => [id, status])).toEqual([
      [ids[1], "next-request"],
      [ids[8], "next-request"],
    ]);
    expect(active()).toMatchObject([{ value: secret, placeholder: "REDACTED_0_s1", operation: 1, active: true }]);
    const [change] = opened.store.control.changes.ofBlock(numbers[1]!);
    expect(change).toMatchObject({ kind: "redact", forced: true, state: "pending" });
    expect(opened.store.contents.text(change!.hash)).toBe("Find the failure in app, key REDACTED_0_s1.");
    expect(operation).toBe("operation-1");
  });

  test("the value stands in no log, event or answer", async () => {
    const by = { selector: `text~"${secret}"`, values: [secret], reason: `it has ${secret} in it` };
    const answer = await aperture.operations.redact({ ...by, ...plainly }, asOwner);
    await aperture.operations.edit({ ids: [ids[7]!], content: `use ${secret}`, ...plainly, reason: secret }, asUser);
    const { events } = opened.store.events.since(0, 100);
    expect(JSON.stringify([answer, events, aperture.operations.operations({ limit: 9 })])).not.toContain(secret);
    expect(aperture.operations.operation("operation-1")).toMatchObject({
      input: { values: 1, selector: 'text~"REDACTED_0_s1"' },
      reason: "it has REDACTED_0_s1 in it",
    });
    expect(opened.store.control.changes.ofSession(1, ["pending"]).map(({ reason }) => reason)).not.toContain(secret);
  });

  test("without values hides the whole text", async () => {
    await redact([ids[7]!]);
    expect(active()).toMatchObject([{ value: "Go on, please." }]);
  });

  test("of a value that the block does not say is refused, and nothing is recorded", async () => {
    tellSession(opened.store, conversation("other"), "other");
    await expect(redact([ids[0]!], ["nowhere-to-be-found"])).rejects.toMatchObject({ code: "value_absent" });
    expect(active()).toEqual([]);
  });

  test("of what is signed is refused with the reason", async () => {
    await expect(redact([ids[2]!])).rejects.toMatchObject({ code: "block_signed" });
    expect(active()).toEqual([]);
  });

  test("stands beside what else is done to the block, in either order", async () => {
    await aperture.operations.edit({ ids: [ids[1]!], content: `still ${secret}`, ...plainly }, asUser);
    await redact([ids[1]!], [secret]);
    const states = () => opened.store.control.changes.ofBlock(numbers[1]!).map(({ kind, state }) => `${kind} ${state}`);
    expect(states()).toEqual(["edit pending", "redact pending"]);
    await aperture.operations.restore({ ids: [ids[1]!], ...plainly }, asUser);
    expect(states()).toEqual(["edit withdrawn", "redact pending"]);
    const again = await aperture.operations.restore({ ids: [ids[1]!], ...plainly }, asUser);
    expect(again.items[0]!.reason).toContain("undo operation-2");
  });

  test("twice is done once", async () => {
    await redact([ids[1]!], [secret]);
    expect((await redact([ids[1]!], [secret])).operation).toBeNull();
    expect(active()).toHaveLength(1);
  });

  test("is undone by the owner alone, with the next request", async () => {
    await redact([ids[1]!], [secret]);
    opened.store.control.changes.update(1, { state: "applied", appliedTurn: 2 });
    const undo = (by = asOwner) => aperture.operations.undo({ operation: "operation-1", ...plainly }, by);
    await expect(undo(asUser)).rejects.toMatchObject({ code: "token_required" });
    expect(active()).toHaveLength(1);
    const { items } = await undo();
    expect(items.map(({ status }) => status)).toEqual(["next-request", "next-request"]);
    expect(active()).toEqual([]);
    expect(opened.store.control.changes.ofSession(1, ["pending", "applied", "undo-pending"])).toEqual([]);
  });

  test("its undo is not undone: what was told is no secret, and what else was done can still be taken back", async () => {
    await redact([ids[1]!], [secret]);
    const undo = (what: { operation?: string; turn?: number }) =>
      aperture.operations.undo({ ...what, ...plainly }, asOwner);
    await undo({ operation: "operation-1" });
    await expect(undo({ operation: "operation-2" })).rejects.toMatchObject({ code: "nothing_to_undo" });
    await aperture.operations.edit({ ids: [ids[1]!], content: "other words", ...plainly }, asOwner);
    const { items } = await undo({ turn: 0 });
    expect(items).toMatchObject([{ id: ids[1] }]);
    expect(active()).toEqual([]);
  });
});
