import { OperationResult } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { turnOf } from "../../store/testing.ts";
import {
  addPart,
  conversation,
  longLog,
  openTestStore,
  type TestStore,
  tellSession,
} from "../testing/open-test-store.ts";
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
beforeEach(() => {
  opened = openTestStore();
  aperture = createTestOperations(opened.store);
});
afterEach(() => opened.close());

const RESULT = 4;
const summarize = (ids: readonly string[], more: object = {}) =>
  aperture.operations.compress({ ids: [...ids], level: "summarized", ...plainly, ...more }, asUser);

describe("compress", () => {
  test("a result: recorded with its text, priced, told, and the governor hears of it", async () => {
    const { ids, session, lane, blocks } = tellSession(opened.store, conversation());
    const answer = OperationResult.parse(await summarize([ids[RESULT]!], { reason: "too long" }));
    expect(answer.summary).toEqual({ recorded: 0, nextRequest: 1, pending: 0, refused: 0 });
    const [item] = answer.items;
    expect(item).toMatchObject({ id: ids[RESULT], lane: `lane-${lane.n}`, status: "next-request", change: "change-1" });
    expect(item!.tokensAfter).toBeLessThan(item!.tokensBefore / 4);
    expect(item!.price).toMatchObject({ costNow: 0 });

    const { control, contents, events } = opened.store;
    const [change] = control.changes.ofBlock(blocks[RESULT]!.n);
    expect(change).toMatchObject({
      kind: "compress",
      level: "summarized",
      state: "pending",
      actor: "user",
      reason: "too long",
      originalHash: blocks[RESULT]!.hash,
      forced: false,
      operation: 1,
    });
    expect(contents.text(change!.hash)).toContain("src/app.ts:42");
    expect(contents.tokens([change!.hash]).get(change!.hash)).toBeGreaterThan(0);
    expect(control.operations.get(1)).toMatchObject({
      kind: "compress",
      actor: "user",
      blocks: [blocks[RESULT]!.n],
      turn: 1,
    });
    const told = events.since(0, 100).events.filter(({ type }) => type === "operation-recorded");
    expect(told).toMatchObject([{ data: { operation: "operation-1", kind: "compress", blocks: [ids[RESULT]] } }]);
    expect(aperture.governor.told).toEqual([session.n]);
  });

  test("waits where the provider has it, and goes at once where the user says now", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    aperture.governor.cached.add(blocks[RESULT]!.n);
    expect((await summarize([ids[RESULT]!])).items[0]).toMatchObject({ status: "pending", price: { costNow: 1_000 } });
    expect((await summarize([ids[RESULT]!], now)).items[0]).toMatchObject({
      status: "next-request",
      change: "change-1",
    });
    expect(opened.store.control.changes.ofBlock(blocks[RESULT]!.n)).toMatchObject([{ forced: true, state: "pending" }]);
  });

  test("twice the same is done once; another level takes the place of what waits", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await summarize([ids[RESULT]!]);
    expect((await summarize([ids[RESULT]!])).operation).toBeNull();
    await aperture.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly }, asUser);
    expect(opened.store.control.changes.ofBlock(blocks[RESULT]!.n).map(({ level, state }) => [level, state])).toEqual([
      ["summarized", "withdrawn"],
      ["minimal", "pending"],
    ]);
  });

  test("what was made at a level stays, though tokens are counted better meanwhile", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    const minimal = () => aperture.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly }, asUser);
    await minimal();
    opened.store.control.changes.update(1, { state: "applied", appliedTurn: 2 });
    opened.store.contents.setTokens(new Map([[blocks[RESULT]!.hash, 12_345]]));
    expect(await minimal()).toMatchObject({ operation: null, items: [{ reason: "it is sent so already" }] });
  });

  test("with other words to keep is another text", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    const keep = ["worker 217 is alive"];
    await summarize([ids[RESULT]!]);
    await summarize([ids[RESULT]!], { keep });
    expect((await summarize([ids[RESULT]!], { keep })).operation).toBeNull();
    const texts = opened.store.control.changes
      .ofBlock(blocks[RESULT]!.n)
      .map(({ hash }) => opened.store.contents.text(hash));
    expect(texts.map((text) => text!.includes(keep[0]!))).toEqual([false, true]);
  });

  test("of what is in force adds a change, and leaves the old one until the new is sent", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    await summarize([ids[RESULT]!]);
    opened.store.control.changes.update(1, { state: "applied", appliedTurn: 2 });
    const { items } = await aperture.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly }, asUser);
    expect(items[0]!.tokensBefore).toBe(opened.store.control.changes.get(1)!.tokens);
    expect(opened.store.control.changes.ofBlock(blocks[RESULT]!.n).map(({ state }) => state)).toEqual([
      "applied",
      "pending",
    ]);
  });

  test("says per block what happened, and half of it is done", async () => {
    const { ids } = tellSession(opened.store, conversation());
    const { items, summary } = await summarize([ids[2]!, ids[3]!, ids[RESULT]!, ids[7]!, "block-999", "nonsense"]);
    expect(items.map(({ status, code }) => code ?? status)).toEqual([
      "block_signed",
      "orphans_result",
      "next-request",
      "nothing_gained",
      "not_found",
      "not_found",
    ]);
    expect(items[4]!.reason).toMatch(/nearest .* is block-8/);
    expect(summary.refused).toBe(5);
  });

  test.each([
    [2, "block_signed"],
    [5, "block_opaque"],
    [7, "nothing_gained"],
  ])("of block %i alone is refused as a problem", async (index, code) => {
    const { ids } = tellSession(opened.store, conversation());
    await expect(summarize([ids[index]!])).rejects.toMatchObject({ code, facts: { pointer: "/ids/0" } });
    expect(opened.store.control.operations.get(1)).toBeUndefined();
    expect(aperture.governor.told).toEqual([]);
  });

  test("of an unknown block alone is not_found with the nearest", async () => {
    tellSession(opened.store, conversation());
    await expect(summarize(["block-12"])).rejects.toMatchObject({
      code: "not_found",
      facts: { hint: expect.stringContaining("block-8"), pointer: "/ids/0" },
    });
  });

  test("dry: nothing is written, texts before and after are shown", async () => {
    const { ids } = tellSession(opened.store, conversation());
    const { items, operation, dryRun } = await summarize([ids[RESULT]!], { dryRun: true });
    expect([operation, dryRun]).toEqual([null, true]);
    expect(items[0]!.before).toBe(longLog("app").slice(0, 4_000));
    expect(items[0]!.after).toContain("src/app.ts:42");
    expect(opened.store.control.changes.get(1)).toBeUndefined();
    expect(opened.store.events.since(0, 9).events.map(({ type }) => type)).not.toContain("operation-recorded");
  });

  test("by selector, in the session that spoke last", async () => {
    const { ids } = tellSession(opened.store, conversation());
    const work = aperture.operations.compress(
      { selector: "role:tool_result tokens>100", level: "trimmed", ...plainly },
      asUser,
    );
    expect((await work).items.map(({ id, status }) => [id, status])).toEqual([[ids[RESULT], "next-request"]]);
    const none = await aperture.operations.compress(
      { selector: "role:tool_result age>99", level: "trimmed", ...plainly },
      asUser,
    );
    expect(none).toMatchObject({ operation: null, items: [] });
  });

  test.each([[{}], [{ ids: ["block-1"], selector: "role:user" }]])("of %j is invalid", async (target) => {
    tellSession(opened.store, conversation());
    const work = aperture.operations.compress({ ...target, level: "trimmed", ...plainly }, asUser);
    await expect(work).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("by a selector that cannot be read says where and what would work", async () => {
    tellSession(opened.store, conversation());
    const work = aperture.operations.compress({ selector: "rol:user", level: "trimmed", ...plainly }, asUser);
    await expect(work).rejects.toMatchObject({
      code: "invalid_selector",
      facts: { pointer: "/selector", reason: expect.stringMatching(/did you mean role/) },
    });
  });

  test("is done in every lane where the block is live", async () => {
    const { ids, session, blocks } = tellSession(opened.store, conversation());
    const fork = opened.store.lanes.insert({
      session: session.n,
      agentId: "sub",
      kind: "main",
      turns: 1,
      lastSeen: 2_500,
    });
    opened.store.turns.insert(
      turnOf(
        fork,
        1,
        blocks.slice(0, 5).map(({ n }) => n),
      ),
    );
    const { items } = await summarize([ids[RESULT]!]);
    expect(items.map(({ lane, status }) => [lane, status])).toEqual([
      ["lane-1", "next-request"],
      [`lane-${fork.n}`, "next-request"],
    ]);
    const only = await aperture.operations.compress(
      { ids: [ids[RESULT]!], lane: `lane-${fork.n}`, level: "minimal", ...plainly },
      asUser,
    );
    expect(only.items.map(({ lane }) => lane)).toEqual([`lane-${fork.n}`]);
  });

  test("of what the client left out is not_live; of another session, other_session", async () => {
    const { ids, lane, blocks } = tellSession(opened.store, conversation());
    const other = tellSession(opened.store, conversation("other"), "other");
    opened.store.turns.insert(
      turnOf(
        lane,
        2,
        blocks.slice(0, 2).map(({ n }) => n),
      ),
    );
    await expect(summarize([ids[RESULT]!])).rejects.toMatchObject({ code: "not_live" });
    const { items } = await summarize([ids[0]!, other.ids[RESULT]!]);
    expect(items.map(({ code }) => code)).toEqual(["nothing_gained", "other_session"]);
  });

  test("by a plugin of what the user pinned is refused; the user may", async () => {
    const { ids } = tellSession(opened.store, conversation());
    await aperture.operations.pin({ ids: [ids[RESULT]!], pinned: "top", ...plainly }, asUser);
    const work = aperture.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly }, asPlugin);
    await expect(work).rejects.toMatchObject({ code: "pinned" });
    expect((await summarize([ids[RESULT]!])).items[0]!.status).toBe("next-request");
  });

  test("of a block that the client changes meanwhile is refused", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    const slow = createTestOperations(opened.store, {
      async count(texts) {
        const changed = addPart(
          opened.store,
          { ...opened.store.lanes.ofSession(1)[0]! },
          { role: "user", text: "cleared" },
        );
        opened.store.blocks.update(blocks[RESULT]!.n, { hash: changed.hash });
        return texts.map(() => 1);
      },
    });
    const work = slow.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly }, asUser);
    await expect(work).rejects.toMatchObject({ code: "block_changed" });
  });

  test("goes on without the counter: tokens are an estimate and not kept", async () => {
    const { ids, blocks } = tellSession(opened.store, conversation());
    const alone = createTestOperations(opened.store, { count: () => Promise.reject(new Error("the worker died")) });
    await alone.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly }, asUser);
    const [change] = opened.store.control.changes.ofBlock(blocks[RESULT]!.n);
    expect(change!.tokens).toBeGreaterThan(0);
    expect(opened.store.contents.tokens([change!.hash]).size).toBe(0);
  });

  test("in the mode observe is refused for the session", async () => {
    const { ids } = tellSession(opened.store, conversation());
    aperture.governor.mode = "observe";
    await expect(summarize([ids[RESULT]!])).rejects.toMatchObject({ code: "mode_observe" });
  });

  test("whatever the caller's last word is, all of it or nothing", async () => {
    const { ids } = tellSession(opened.store, conversation());
    const failing = {
      ...asUser,
      remember: () => {
        throw new Error("disk full");
      },
    };
    await expect(
      aperture.operations.compress({ ids: [ids[RESULT]!], level: "minimal", ...plainly }, failing),
    ).rejects.toThrow("disk full");
    expect(opened.store.control.operations.get(1)).toBeUndefined();
    expect(opened.store.control.changes.get(1)).toBeUndefined();
    expect(aperture.governor.told).toEqual([]);
  });
});
