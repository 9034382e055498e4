import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, openTestStore, type TestStore, tellSession } from "../testing/open-test-store.ts";
import {
  asOwner,
  asPlugin,
  asUser,
  createTestOperations,
  plainly,
  type TestOperations,
} from "../testing/test-operations.ts";

let opened: TestStore;
let aperture: TestOperations;
beforeEach(() => {
  opened = openTestStore();
  aperture = createTestOperations(opened.store);
});
afterEach(() => opened.close());

const RESULT = 4;
const changes = (block: number) =>
  opened.store.control.changes.ofBlock(block).map(({ kind, level, state }) => `${kind} ${level} ${state}`);
/** The text that would be sent of a block if everything that waits were applied. */
function wanted(block: number): string | null {
  const found = opened.store.control.changes
    .ofLane(1, ["pending", "applied"])
    .filter((change) => change.block === block);
  const change = found.find(({ state }) => state === "pending") ?? found[0];
  return change ? opened.store.contents.text(change.hash)! : null;
}
/** What the governor does when a request leaves: what waits is applied, what it replaces is superseded. */
function applyAll(): void {
  const { changes } = opened.store.control;
  const known = changes.ofLane(1, ["pending", "applied", "undo-pending"]);
  for (const change of known) {
    if (change.state === "undo-pending") changes.update(change.n, { state: "undone" });
    if (change.state !== "pending") continue;
    for (const old of known)
      if (old.block === change.block && old.state === "applied") changes.update(old.n, { state: "superseded" });
    changes.update(change.n, { state: "applied", appliedTurn: 2 });
  }
}

const compress = (id: string, level: "trimmed" | "summarized" | "minimal", by = asUser) =>
  aperture.operations.compress({ ids: [id], level, ...plainly }, by);
const edit = (id: string, content: string) => aperture.operations.edit({ ids: [id], content, ...plainly }, asUser);
const undo = (operation: string, by = asUser) => aperture.operations.undo({ operation, ...plainly }, by);

describe("undo", () => {
  test("of what was applied at once waits like any other, and goes at once only when asked", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    aperture.governor.cached.add(blocks[RESULT]!.n);
    await aperture.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly, apply: "now" }, asUser);
    applyAll();
    expect((await undo("operation-1")).items).toMatchObject([{ status: "pending" }]);
    const record = () => opened.store.control.changes.ofBlock(blocks[RESULT]!.n)[0];
    expect(record()).toMatchObject({ state: "undo-pending", forced: false });
    await aperture.operations.applyPending({}, asUser);
    expect(record()).toMatchObject({ state: "undo-pending", forced: true });
  });
  test("of what waits withdraws it at once", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await compress(ids[RESULT]!, "minimal");
    const { items, operation } = await undo("operation-1");
    expect(items).toMatchObject([{ id: ids[RESULT], status: "recorded", reason: "it had not been sent: withdrawn" }]);
    expect(changes(blocks[RESULT]!.n)).toEqual(["compress minimal withdrawn"]);
    expect(opened.store.control.operations.get(1)!.undoneBy).toBe(2);
    expect(aperture.operations.operation(operation!)).toMatchObject({
      kind: "undo",
      input: { undone: ["operation-1"] },
    });
  });

  test("of what was sent waits to be given back; now is at once", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await compress(ids[RESULT]!, "minimal");
    applyAll();
    aperture.governor.cached.add(blocks[RESULT]!.n);
    const { items } = await undo("operation-1");
    expect(items).toMatchObject([{ status: "pending", change: "change-1" }]);
    expect(changes(blocks[RESULT]!.n)).toEqual(["compress minimal undo-pending"]);
    const asked = aperture.governor.asked.at(-1)!.planned[0]!;
    expect(asked.tokens).toBe(items[0]!.tokensAfter);
    expect(asked.tokens).toBeGreaterThan(items[0]!.tokensBefore);
    const again = await aperture.operations.restore({ ids: [ids[RESULT]!], dryRun: false, apply: "now" }, asUser);
    expect(again.items).toMatchObject([{ status: "next-request" }]);
    expect(opened.store.control.changes.get(1)).toMatchObject({ state: "undo-pending", forced: true });
  });

  test("brings back what the undone operation had replaced, and only it", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    const block = blocks[RESULT]!.n;
    await compress(ids[RESULT]!, "trimmed");
    const trimmed = wanted(block);
    await edit(ids[RESULT]!, "by hand");
    await compress(ids[RESULT]!, "minimal");
    const minimal = wanted(block);
    await undo("operation-2");
    expect(wanted(block)).toBe(minimal);
    await undo("operation-3");
    expect(wanted(block)).toBe(trimmed);
    await undo("operation-1");
    expect(wanted(block)).toBeNull();
  });

  test("of a restore brings the change back, also from undo-pending", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await compress(ids[RESULT]!, "minimal");
    applyAll();
    await aperture.operations.restore({ ids: [ids[RESULT]!], ...plainly }, asUser);
    expect(changes(blocks[RESULT]!.n)).toEqual(["compress minimal undo-pending"]);
    const { items } = await undo("operation-2");
    expect(items).toMatchObject([{ status: "recorded", reason: "it is still sent so: the undo is taken back" }]);
    expect(changes(blocks[RESULT]!.n)).toEqual(["compress minimal applied"]);
  });

  test("of an undo does it again; twice the same is refused with who did it", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await edit(ids[RESULT]!, "by hand");
    await undo("operation-1");
    await expect(undo("operation-1")).rejects.toMatchObject({ code: "already_undone", facts: { by: "operation-2" } });
    await undo("operation-2");
    expect(wanted(blocks[RESULT]!.n)).toBe("by hand");
    await undo("operation-1");
    expect(wanted(blocks[RESULT]!.n)).toBeNull();
  });

  test("of pins and zones goes back to what was set before", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    const target = { ids: [ids[1]!] };
    await aperture.operations.pin({ ...target, pinned: "top", ...plainly }, asUser);
    await aperture.operations.move({ ...target, zone: "recency", ...plainly }, asUser);
    await aperture.operations.pin({ ...target, pinned: "bottom", ...plainly }, asUser);
    await undo("operation-3");
    const settings = () => opened.store.control.settings.ofSession(1);
    expect(settings()).toMatchObject([{ block: blocks[1]!.n, pinned: "top", zone: "recency" }]);
    await undo("operation-1");
    expect(settings()).toMatchObject([{ pinned: null, zone: "recency" }]);
    await undo("operation-2");
    expect(settings()).toEqual([]);
  });

  test("of undos of undos of pins sets what stands then", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await aperture.operations.move({ ids: [ids[7]!], zone: "primacy", ...plainly }, asUser);
    const zones: unknown[] = [];
    for (const n of [1, 2, 3, 4]) {
      await undo(`operation-${n}`);
      zones.push(opened.store.control.settings.ofSession(1).find(({ block }) => block === blocks[7]!.n)?.zone ?? null);
    }
    expect(zones).toEqual([null, "primacy", null, "primacy"]);
  });

  test("by actor takes back what a plugin did, stages' own changes among it, and leaves the user's", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await compress(ids[RESULT]!, "minimal", asPlugin);
    await edit(ids[7]!, "the user's");
    const { store } = opened;
    const { n: _, ...change } = store.control.changes.get(1)!;
    store.control.changes.insert({ ...change, operation: null, block: blocks[1]!.n, originalHash: blocks[1]!.hash });
    const { items } = await aperture.operations.undo({ actor: "plugin:tidy", ...plainly }, asUser);
    expect(items.map(({ id }) => id).sort()).toEqual([ids[1], ids[RESULT]].sort());
    expect(store.control.changes.ofLane(1, ["pending"]).map(({ actor }) => actor)).toEqual(["user"]);
  });

  test("since a turn takes back what was done from there on", async () => {
    const { ids, lane, blocks } = tellSession(opened.store, conversation());
    await edit(ids[1]!, "in turn one");
    const { n: _, ...turn } = opened.store.turns.ofLane(lane.n, 1)[0]!;
    opened.store.turns.insert({ ...turn, number: 2 });
    await edit(ids[7]!, "in turn two");
    await aperture.operations.undo({ turn: 2, ...plainly }, asUser);
    expect([wanted(blocks[1]!.n), wanted(blocks[7]!.n)]).toEqual(["in turn one", null]);
    const again = aperture.operations.undo({ turn: 2, ...plainly }, asUser);
    await expect(again).rejects.toMatchObject({ code: "nothing_to_undo" });
  });

  test("of nothing named, or of what is unknown, says so", async () => {
    tellSession(opened.store, conversation());
    await expect(aperture.operations.undo(plainly, asUser)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(undo("operation-9")).rejects.toMatchObject({ code: "not_found" });
  });

  test("of having applied what waited says whose undo is meant", async () => {
    const { ids } = tellSession(opened.store, conversation());
    await edit(ids[7]!, "by hand");
    await aperture.operations.applyPending({}, asUser);
    await expect(undo("operation-2")).rejects.toMatchObject({ code: "nothing_to_undo" });
    const { items } = await aperture.operations.undo({ actor: "user", ...plainly }, asUser);
    expect(items).toHaveLength(1);
  });

  test("dry: tells what would be, and leaves the operation standing", async () => {
    const { ids } = tellSession(opened.store, conversation());
    await edit(ids[7]!, "by hand");
    const { items } = await aperture.operations.undo(
      { operation: "operation-1", dryRun: true, apply: "when-free" },
      asUser,
    );
    expect(items[0]).toMatchObject({ after: "Go on, please." });
    expect(opened.store.control.operations.get(1)!.undoneBy).toBeNull();
  });

  test("everything, in any order, after any operations: nothing is left", async () => {
    const step = fc.record({
      what: fc.constantFrom(
        "trimmed",
        "minimal",
        "edit",
        "remove",
        "restore",
        "pin",
        "insert",
        "send",
      ) as fc.Arbitrary<string>,
      block: fc.constantFrom(1, RESULT, 7),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat(99)),
        async (steps, picks) => {
          const own = openTestStore();
          try {
            await undoEverything(own, steps, () => picks.next().value as number);
          } finally {
            own.close();
          }
        },
      ),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 1_000 : 40 },
    );
  });
});

/** Does the steps, then undoes what stands, one by one in random order; nothing may be decided about any block then. */
async function undoEverything(own: TestStore, steps: readonly { what: string; block: number }[], pick: () => number) {
  const saved = opened;
  opened = own;
  try {
    const { operations } = createTestOperations(own.store);
    const { ids } = tellSession(own.store, conversation());
    for (const { what, block } of steps) {
      const target = { ids: [ids[block]!], ...plainly };
      if (what === "send") applyAll();
      else if (what === "edit") await operations.edit({ ...target, content: `edit ${pick()}` }, asUser);
      else if (what === "remove") await operations.remove(target, asUser);
      else if (what === "restore") await operations.restore(target, asUser);
      else if (what === "pin") await operations.pin({ ...target, pinned: pick() % 2 ? "top" : "bottom" }, asUser);
      else if (what === "insert") await operations.insert({ content: "ours", behind: ids[block]!, ...plainly }, asUser);
      else
        await operations.compress({ ...target, level: what as "trimmed" }, asUser).catch((error: { code?: string }) => {
          if (error.code !== "nothing_gained") throw error;
        });
    }
    const done = operations.operations({ limit: 100 }).operations.map(({ n }) => n);
    while (done.length > 0) {
      const [n] = done.splice(pick() % done.length, 1);
      await operations.undo({ operation: `operation-${n}`, ...plainly }, asOwner);
      if (pick() % 3 === 0) applyAll();
    }
    applyAll();
    expect(own.store.control.changes.ofSession(1, ["pending", "applied", "undo-pending"])).toEqual([]);
    expect(own.store.control.settings.ofSession(1)).toEqual([]);
  } finally {
    opened = saved;
  }
}
