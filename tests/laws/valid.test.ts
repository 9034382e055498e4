import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { detectDialect } from "@aperture/engine/dialects/detect-dialect";
import type { PlacedDraft } from "@aperture/engine/dialects/dialect";
import { dialects } from "@aperture/engine/dialects/index";
import { dialectIds, documentOf } from "@aperture/engine/dialects/testing/fixture";
import { loadTranscripts } from "@aperture/engine/dialects/testing/load-transcripts";
import { requestBodies } from "@aperture/engine/dialects/testing/shapes";
import { splice } from "@aperture/engine/document/splice";
import type { DialectId } from "@aperture/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkBytes } from "../support/strict/check-bytes.ts";
import { checkRequest } from "../support/strict/check-request.ts";
import { dressed, dresses } from "../support/strict/dressed.ts";
import { inventedSession } from "../support/strict/invented-session.ts";
import { type Planned, planned, wishes } from "../support/strict/random-changes.ts";

/** Law 2: whatever is done to a request, what is sent is one that its provider accepts. */
const isDeep = process.env.APERTURE_DEEP === "1";
/** Per dialect: 1,200 together in the deep run. */
const numRuns = isDeep ? 300 : 40;
const transcripts = [inventedSession, ...loadTranscripts(isDeep ? undefined : 6)];

const recorded = join(import.meta.dirname, "../../packages/engine/src/dialects/__fixtures__/real");

/** Requests of the real programs, their texts made up anew. */
function realRequests(dialect: DialectId): Uint8Array[] {
  return readdirSync(recorded).flatMap((name) => {
    const { target, body } = JSON.parse(readFileSync(join(recorded, name), "utf8")) as { target: string; body: object };
    return detectDialect("POST", target) === dialect ? [new TextEncoder().encode(JSON.stringify(body))] : [];
  });
}

/** A few requests of each session, early and late ones. */
function sampled(dialect: DialectId): Uint8Array[] {
  const sessions = transcripts.flatMap((transcript) => {
    const { length } = transcript.turns;
    const turns = new Set([0, 2, Math.floor(length / 3), Math.floor(length / 2), length - 1]);
    return [...requestBodies(transcript, dialect)].filter(({ turn }) => turns.has(turn)).map(({ body }) => body);
  });
  return [...realRequests(dialect), ...sessions];
}

describe.each(dialectIds)("random changes of %s requests", (id) => {
  const bodies = sampled(id);
  const { editing, blocks } = dialects[id];

  test("leave a request that the strict checker passes, and say what was wanted", () => {
    let made = 0;
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...dresses), wishes, (which, dress, wanted) => {
        const original = dressed(id, bodies[which % bodies.length]!, dress);
        const document = documentOf(id, original);
        const drafts = blocks(document);
        const plan = planned(editing, document, drafts, wanted);
        const edits = editing.edits(document, plan.changes);
        const body = splice(original, edits);
        made += plan.changes.length;
        expect(checkBytes(original, body, edits)).toEqual([]);
        expect(checkRequest(id, body, original)).toEqual([]);
        expectSaid(plan, drafts, blocks(documentOf(id, body)));
        for (const change of plan.refused) expect(() => editing.edits(document, [change])).toThrow(RangeError);
      }),
      { numRuns },
    );
    expect(made).toBeGreaterThan(numRuns * 3);
  });

  test("nothing to change is no edit; the same changes give the same bytes", () => {
    const original = bodies.at(-1)!;
    const document = documentOf(id, original);
    const drafts = blocks(document);
    expect(editing.edits(document, [])).toEqual([]);
    const plan = planned(editing, document, drafts, [
      { kind: "edit", where: 0.9, text: "short" },
      { kind: "edit", where: 0.99, text: "shorter" },
      { kind: "insert", where: 0.95, text: "staged" },
    ]);
    expect(editing.edits(document, plan.changes)).toEqual(editing.edits(documentOf(id, original), plan.changes));
  });
});

/** What is read of the edited request: the client's blocks in their order, changed as wanted and no others, and ours. */
function expectSaid(
  { expected, inserted }: Planned,
  before: readonly PlacedDraft[],
  after: readonly PlacedDraft[],
): void {
  const ours = new Map(inserted.map(({ text, behind }) => [text, behind]));
  const theirs = after.filter(({ draft }) => !ours.has(draft.text));
  expect(after.length - theirs.length).toBe(inserted.length);
  // A result that was written as one text has one place; a request's blocks do not change in number.
  expect(theirs.length).toBe(before.length);
  for (const [number, { draft }] of before.entries()) {
    const now = theirs[number]!.draft;
    const change = expected.get(number);
    expect(now.role).toBe(draft.role);
    expect(now.toolId).toBe(draft.toolId);
    expect(now.cacheMark).toBe(draft.cacheMark);
    if (change) expect(now.text).toBe(change(draft.text));
    else expect(now.hash).toBe(draft.hash);
    // Gemini's results are known by their calls, whose arguments may be others now.
    if (!change && draft.role !== "tool_result") expect(now.key).toBe(draft.key);
  }
  expectOrder(inserted, after, theirs);
}

/** Each text of ours stands behind its block, and those behind the same one in the order they were given. */
function expectOrder(
  inserted: Planned["inserted"],
  after: readonly PlacedDraft[],
  theirs: readonly PlacedDraft[],
): void {
  const placeOf = (text: string): number => after.findIndex(({ draft }) => draft.text === text);
  const last = new Map<number, number>();
  for (const { text, behind } of inserted) {
    const place = placeOf(text);
    if (behind >= 0) expect(place).toBeGreaterThan(after.indexOf(theirs[behind]!));
    expect(place).toBeGreaterThan(last.get(behind) ?? -1);
    last.set(behind, place);
  }
}
