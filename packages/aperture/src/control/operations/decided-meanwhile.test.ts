import { afterEach, beforeEach, expect, test } from "vitest";
import { conversation, openTestStore, type TestStore, tellSession } from "../testing/open-test-store.ts";
import { asPlugin, asUser, createTestOperations, plainly, type TestOperations } from "../testing/test-operations.ts";
import { carryOut } from "./carry-out.ts";
import { LaneReader, type SaidBefore } from "./lane-reader.ts";

// An undo works out what stands without what it undoes, with pauses in between; meanwhile the user goes on deciding.

let opened: TestStore;
let aperture: TestOperations;
beforeEach(() => {
  opened = openTestStore();
  aperture = createTestOperations(opened.store);
});
afterEach(() => opened.close());

const RESULT = 4;

async function undoWhile(decide: (id: string) => Promise<unknown>, standing: boolean) {
  const { ids, blocks, lane } = tellSession(opened.store, conversation());
  const { store } = opened;
  const id = ids[RESULT]!;
  await aperture.operations.compress({ ids: [id], level: "minimal", ...plainly }, asPlugin);
  const change = store.control.changes.get(1)!;
  const session = store.sessions.get(1)!;
  const stood: SaidBefore | null = standing ? { ...change, level: "trimmed" } : null;
  const wishes = new LaneReader(store, session).wishFor({ lane: lane.n, block: blocks[RESULT]!.n }, () => stood);
  await decide(id);
  const { items } = await carryOut(aperture.context, {
    ...{ kind: "undo", session, input: {}, how: plainly, call: asUser, isSingle: false, wishes },
  });
  return {
    items,
    states: store.control.changes.ofBlock(blocks[RESULT]!.n).map(({ kind, state }) => `${kind} ${state}`),
  };
}

test.each([true, false])("what the user decided meanwhile stands, whatever stood before it (%s)", async (standing) => {
  const content = "by hand";
  const edit = (id: string) => aperture.operations.edit({ ids: [id], content, ...plainly, apply: "now" }, asUser);
  const { items, states } = await undoWhile(edit, standing);
  expect(items).toMatchObject([
    { status: "refused", code: "block_changed", reason: "something else was decided about it meanwhile" },
  ]);
  expect(states.sort()).toEqual(["compress withdrawn", "edit pending"]);
});

test("that the change was sent meanwhile is no other decision", async () => {
  const send = async () => opened.store.control.changes.update(1, { state: "applied", appliedTurn: 2 });
  const { items, states } = await undoWhile(send, false);
  expect(items).toMatchObject([{ code: null }]);
  expect(states).toEqual(["compress undo-pending"]);
});
