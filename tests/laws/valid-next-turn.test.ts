import type { PlacedDraft } from "@aperture/engine/dialects/dialect";
import type { BodyChange } from "@aperture/engine/dialects/editing";
import { dialects } from "@aperture/engine/dialects/index";
import { dialectIds, documentOf } from "@aperture/engine/dialects/testing/fixture";
import { loadTranscripts } from "@aperture/engine/dialects/testing/load-transcripts";
import { requestBodies } from "@aperture/engine/dialects/testing/shapes";
import { splice } from "@aperture/engine/document/splice";
import type { DialectId } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { inventedSession } from "../support/strict/invented-session.ts";

/** Law 3 needs it of law 2: the same changes make the same prompt in every later request, or what is cached is not read. */
const transcripts = [inventedSession, ...loadTranscripts(process.env.APERTURE_DEEP === "1" ? undefined : 3)];

const roles = ["user", "assistant", "tool_result", "system"];

/** What the model reads of a request with a text of ours behind every third block, and every fourth result made short. */
function promptOf(id: DialectId, body: Uint8Array, upto: number): { texts: string[]; number: number } {
  const { editing, blocks } = dialects[id];
  const document = documentOf(id, body);
  const drafts = blocks(document);
  const changes = drafts.slice(0, upto).flatMap((placed, number): BodyChange[] => {
    const made: BodyChange[] = [];
    if (number % 3 === 0 && roles.includes(placed.draft.role) && !editing.refuseInsert(document, placed))
      made.push({ kind: "insert", behind: placed, text: `ours ${number}` });
    if (number % 4 === 0 && placed.draft.role === "tool_result")
      made.push({ kind: "replace", placed, text: `short ${number}` });
    return made;
  });
  const after: readonly PlacedDraft[] = blocks(documentOf(id, splice(body, editing.edits(document, changes))));
  return { texts: after.map(({ draft }) => `${draft.role}: ${draft.text}`), number: drafts.length };
}

describe.each(dialectIds)("%s", (id) => {
  test.each(transcripts.map((transcript) => [transcript.id, transcript] as const))("%s", (_, transcript) => {
    const bodies = [...requestBodies(transcript, id)].map(({ body }) => body);
    let compared = 0;
    for (let turn = 0; turn + 1 < bodies.length; turn += Math.max(1, Math.floor(bodies.length / 6))) {
      const { texts, number } = promptOf(id, bodies[turn]!, Number.POSITIVE_INFINITY);
      const later = promptOf(id, bodies[turn + 1]!, number);
      expect(later.texts.slice(0, texts.length)).toEqual(texts);
      compared += texts.filter((text) => text.includes(": ours ")).length;
    }
    expect(compared).toBeGreaterThan(bodies.length > 2 ? 0 : -1);
  });
});
