import type { OutlineQuestion } from "@aperture/engine/compression/summarize/outline-questions";
import type { Budget } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { turnOf } from "../store/testing.ts";
import { prepareOutlines } from "./prepare-outlines.ts";
import { openTestStore, type Part, type TestStore, tellSession } from "./testing/open-test-store.ts";

let opened: TestStore;
let asked: OutlineQuestion[];
let failures: unknown[];
let stop: () => void;
let strategy: Budget["strategy"];
beforeEach(() => {
  opened = openTestStore();
  asked = [];
  failures = [];
  strategy = "condense";
  stop = prepareOutlines({
    store: opened.store,
    budgetOf: () => ({ limit: null, strategy, lowWater: 0.6 }),
    async prepare(question) {
      asked.push(question);
    },
    failed: (error) => failures.push(error),
  });
});
afterEach(() => {
  stop();
  opened.close();
});

const read = (path: string, text: string): Part => ({
  role: "tool_result",
  text,
  meta: { toolName: "Read", filePaths: [path] },
});
const parts: readonly Part[] = [
  { role: "user", text: "Look at it." },
  read("src/a.ts", "    40→export const a = 1;\n    41→export const b = 2;"),
  read("notes.md", "# Notes"),
  { role: "assistant", text: "Seen.", meta: { filePaths: ["src/b.ts"] } },
];

/** Tells of the session's turn, as the recorder does behind each one, and waits until nothing is under way. */
async function record(told: ReturnType<typeof tellSession>, blocks = told.blocks): Promise<void> {
  const { store } = opened;
  const numbers = blocks.map(({ n }) => n);
  store.transaction(() => {
    const { n } = store.turns.insert(turnOf(told.lane, 2 + asked.length, numbers));
    store.events.append("turn-recorded", {
      sessionId: `session-${told.session.n}`,
      turnId: `turn-${n}`,
      lane: `lane-${told.lane.n}`,
      number: 1,
      outcome: "complete",
      answerBlocks: [],
    });
  });
  for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate);
}

test("behind a turn, what the budget will ask of the files it read; once", async () => {
  const told = tellSession(opened.store, parts);
  await record(told);
  const question = { code: "export const a = 1;\nexport const b = 2;", path: "src/a.ts", keep: [], firstLine: 40 };
  expect(asked).toEqual([question]);
  await record(told);
  expect(asked).toEqual([question]);
  expect(failures).toEqual([]);
});

test("where the budget summarizes nothing, nothing is made", async () => {
  strategy = "warn";
  await record(tellSession(opened.store, parts));
  expect(asked).toEqual([]);
});

test("nothing is made in the commit that tells of the turn, nor behind the end", async () => {
  const told = tellSession(opened.store, parts);
  const recording = record(told);
  expect(asked).toEqual([]);
  stop();
  await recording;
  expect(asked).toEqual([]);
  expect(failures).toEqual([]);
});
