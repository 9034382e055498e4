import { dialects } from "@aperture/engine/dialects/index";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { answer, assistant, request, user } from "./testing/talk.ts";
import { type Told, tell } from "./testing/tell.ts";

let store: Store;
let recorder: Recorder;
/** Bytes that were scanned of each body, in turn. */
let scanned: number[];
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  recorder = createRecorder({ store });
  scanned = [];
  const { blocks } = dialects.anthropic;
  vi.spyOn(dialects.anthropic, "blocks").mockImplementation((document) => {
    scanned.push(document.scanned);
    return blocks(document);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  store.close();
});

const metadata = { user_id: "user_0_account__session_11111111-2222-3333-4444-555555555555" };
const history = Array.from({ length: 60 }, (_, index) => user(`${index} ${"x".repeat(1_000)}`));

test.each<[string, Omit<Told, "body">, Record<string, unknown>]>([
  ["named by a header", { headers: { "user-agent": "claude-cli/2", "x-claude-code-session-id": "a" } }, {}],
  ["named by its body", { headers: { "user-agent": "claude-cli/1" } }, { metadata }],
  ["named by a path tag", { tag: "work" }, {}],
  ["recognised by content", {}, {}],
])("only what is new of a conversation is scanned: %s", async (_, told, more) => {
  const talk: unknown[] = [...history];
  for (const text of ["one", "two", "three"]) {
    tell(recorder, { ...told, body: request(talk, more), answer: answer([{ type: "text", text }]) });
    await recorder.drain();
    talk.push(assistant(text), user("go on"));
  }
  expect(store.turns.ofSession(store.sessions.latest()!.n, { limit: 9 })).toHaveLength(3);
  expect(scanned[0]).toBeGreaterThan(60_000);
  for (const bytes of scanned.slice(1)) expect(bytes).toBeLessThan(1_000);
});
