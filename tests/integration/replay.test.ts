import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeBytes } from "@aperture/aperture/sessions/native-bytes";
import { createRecorder } from "@aperture/aperture/sessions/recorder";
import { tell } from "@aperture/aperture/sessions/testing/tell";
import { openStore } from "@aperture/aperture/store/open-store";
import { dialects } from "@aperture/engine/dialects/index";
import { loadTranscripts } from "@aperture/engine/dialects/testing/load-transcripts";
import { requestBodies, targets } from "@aperture/engine/dialects/testing/shapes";
import type { Transcript } from "@aperture/engine/dialects/testing/transcript";
import type { Document } from "@aperture/engine/document/document";
import { parseDocument } from "@aperture/engine/document/parse-document";
import type { DialectId } from "@aperture/sdk";
import { afterAll, describe, expect, test } from "vitest";

const shapes: readonly DialectId[] = ["anthropic", "openai-chat", "openai-responses", "gemini"];
const deep = process.env.APERTURE_DEEP === "1";
const transcripts = loadTranscripts(deep ? undefined : 4);
const home = mkdtempSync(join(tmpdir(), "aperture-replay-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const agents: Record<DialectId, Record<string, string>> = {
  anthropic: { "user-agent": "claude-cli/2.1.330", "x-claude-code-session-id": "replayed" },
  "openai-chat": { "user-agent": "opencode/1.18.33", "x-session-id": "replayed" },
  "openai-responses": { "user-agent": "codex_exec/0.169.0", "session-id": "replayed" },
  gemini: { "user-agent": "GeminiCLI/0.61.0" },
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The reply that the recording holds, as a Messages answer; other dialects go without. */
function answerOf(transcript: Transcript, turn: number): unknown {
  const reply = transcript.messages[transcript.turns[turn]!.upto];
  if (reply?.role !== "assistant") return undefined;
  return {
    type: "message",
    role: "assistant",
    content: reply.content,
    stop_reason: "end_turn",
    usage: transcript.turns[turn]!.usage,
  };
}

const allAgain: number[] = [];
describe.each(transcripts.map((transcript) => [transcript.id, transcript] as const))("session %s", (id, transcript) => {
  test.each(shapes)("as %s: numbers stay, little is scanned again, the store stays small", async (shape) => {
    const file = join(home, `${id}-${shape}.db`);
    const store = openStore({ file });
    const empty = store.size();
    const recorder = createRecorder({ store });
    let before: readonly number[] = [];
    let lastSize = 0;
    for (const { turn, body } of requestBodies(transcript, shape)) {
      const reply = shape === "anthropic" ? answerOf(transcript, turn) : undefined;
      tell(recorder, {
        dialect: shape,
        target: targets[shape],
        headers: agents[shape],
        ...(shape === "gemini" ? { tag: "replayed" } : {}),
        body,
        ...(reply === undefined ? {} : { answer: reply }),
      });
      await recorder.drain();
      lastSize = body.length;
      const session = store.sessions.latest()!;
      const [now] = store.turns.ofSession(session.n, { limit: 1 });
      // History only grows in these sessions, so every turn must begin with all the numbers of the turn before.
      expect(now!.blocks.slice(0, before.length), `${shape} turn ${turn}`).toEqual(before);
      expect(new Set(now!.blocks).size).toBe(now!.blocks.length);
      before = reply === undefined ? now!.blocks : [...now!.blocks, ...now!.answerBlocks];
    }
    expect(store.sessions.list({ limit: 9 })).toHaveLength(1);
    expect(store.lanes.ofSession(store.sessions.latest()!.n)).toHaveLength(1);
    const growth = (store.size() - empty) / lastSize;
    console.log(`${shape} ${id}: store ${growth.toFixed(2)} × the last request of ${lastSize} bytes`);
    expect(growth).toBeLessThanOrEqual(1.3);
    store.close();
  });

  test.each(shapes)("as %s: a resumed parse scans little again", (shape) => {
    const scanned: number[] = [];
    const again: number[] = [];
    let previous: Document | undefined;
    for (const { body } of requestBodies(transcript, shape)) {
      const document = parseDocument(body, dialects[shape].historyKey, nativeBytes, previous);
      if ("opaque" in document) throw new Error(document.opaque);
      if (previous) {
        scanned.push(document.scanned / body.length);
        // What the body grew by had to be scanned for the first time; the rest was scanned once before.
        again.push(Math.max(0, document.scanned - (body.length - previous.bytes.length)) / body.length);
      }
      previous = document;
    }
    const percent = (values: readonly number[]): string => `${(median(values) * 100).toFixed(2)} %`;
    console.log(`${shape} ${id}: p50 scanned ${percent(scanned)}, of it again ${percent(again)} of the body`);
    allAgain.push(...again);
    // In a session of a dozen turns a single large message that loses its mark is more than 2 % of the body.
    if (again.length >= 20) expect(median(again)).toBeLessThanOrEqual(0.02);
  });
});

test.runIf(transcripts.length > 0)("over all turns of all sessions, at most 2 % is scanned again (p50)", () => {
  console.log(`p50 scanned again over ${allAgain.length} turns: ${(median(allAgain) * 100).toFixed(2)} %`);
  expect(allAgain.length).toBeGreaterThan(0);
  expect(median(allAgain)).toBeLessThanOrEqual(0.02);
});
