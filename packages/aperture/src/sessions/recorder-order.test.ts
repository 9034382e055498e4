import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { answer, assistant, request, user } from "./testing/talk.ts";
import { headOf, type Told, tell } from "./testing/tell.ts";

let store: Store;
let recorder: Recorder;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  recorder = createRecorder({ store });
});
afterEach(() => store.close());

const claude = { "user-agent": "claude-cli/2.1.330", "x-claude-code-session-id": "a" };
const hinted = { "user-agent": "claude-cli/1.0.0" };
const metadata = { user_id: "user_0_account__session_11111111-2222-3333-4444-555555555555" };
/** Small on the wire, tens of milliseconds to decompress. */
const slow = gzipSync(JSON.stringify(answer([{ type: "text", text: "the answer" }])) + " ".repeat(24 << 20));

function tellCompressed(told: Told): void {
  const exchange = recorder.begin(headOf(told))!;
  exchange.body(Buffer.from(JSON.stringify(told.body)), null);
  exchange.head(200, { "content-type": "application/json", "content-encoding": "gzip" });
  exchange.chunk(slow);
  exchange.end();
}

test.each<[string, Omit<Told, "body">, Record<string, unknown>]>([
  ["named by a header", { headers: claude }, {}],
  ["named by its body", { headers: hinted }, { metadata }],
  ["recognised by content", {}, {}],
])("an answer that is still being decompressed has its numbers before the next request: %s", async (_, told, more) => {
  tellCompressed({ ...told, body: request([user("one")], more) });
  tell(recorder, { ...told, body: request([user("one"), assistant("the answer"), user("two")], more) });
  await recorder.drain();
  const [second, first] = store.turns.ofSession(store.sessions.latest()!.n, { limit: 9 });
  expect(first).toMatchObject({ number: 1, outcome: "complete" });
  expect(first!.answerBlocks).toHaveLength(1);
  expect(second!.blocks.slice(0, -1)).toEqual([...first!.blocks, ...first!.answerBlocks]);
});

test("other conversations do not wait for it", async () => {
  tellCompressed({ headers: claude, body: request([user("one")]) });
  tell(recorder, {
    headers: { ...claude, "x-claude-code-session-id": "b" },
    body: request([user("other")]),
    answer: answer([]),
  });
  await recorder.drain();
  const recorded = store.events.since(0, 99).events.filter(({ type }) => type === "turn-recorded");
  expect(recorded.map(({ data }) => (data as { sessionId: string }).sessionId)).toEqual(["session-2", "session-1"]);
});
