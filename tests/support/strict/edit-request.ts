import type { PlacedDraft } from "@aperture/engine/dialects/dialect";
import type { BodyChange } from "@aperture/engine/dialects/editing";
import { dialects } from "@aperture/engine/dialects/index";
import { documentOf } from "@aperture/engine/dialects/testing/fixture";
import { splice } from "@aperture/engine/document/splice";
import type { DialectId } from "@aperture/sdk";
import { expect } from "vitest";
import { checkBytes } from "./check-bytes.ts";
import { checkRequest } from "./check-request.ts";

export interface EditedRequest {
  readonly text: string;
  /** Parsed, of whatever shape. */
  readonly value: unknown;
  /** Texts of the blocks that are read of it. */
  readonly says: readonly string[];
}

/** The request (a value, or its bytes as text) with the changes made; fails where the strict checker finds anything. */
export function editRequest(
  dialect: DialectId,
  request: object | string,
  changes: (drafts: readonly PlacedDraft[]) => readonly BodyChange[],
): EditedRequest {
  const original = new TextEncoder().encode(typeof request === "string" ? request : JSON.stringify(request));
  const document = documentOf(dialect, original);
  const edits = dialects[dialect].editing.edits(document, changes(dialects[dialect].blocks(document)));
  const body = splice(original, edits);
  expect(checkBytes(original, body, edits)).toEqual([]);
  expect(checkRequest(dialect, body, original)).toEqual([]);
  const text = new TextDecoder().decode(body);
  const says = dialects[dialect].blocks(documentOf(dialect, body)).map(({ draft }) => draft.text);
  return { text, value: JSON.parse(text) as unknown, says };
}

/** The draft that says this, or the one of this number. */
export function draftOf(drafts: readonly PlacedDraft[], which: string | number): PlacedDraft {
  const found = typeof which === "number" ? drafts[which] : drafts.find(({ draft }) => draft.text.includes(which));
  if (!found) throw new Error(`no block says ${which}`);
  return found;
}

/** The block that says `which` says `text` instead. */
export const say =
  (which: string | number, text: string) =>
  (drafts: readonly PlacedDraft[]): BodyChange[] => [{ kind: "replace", placed: draftOf(drafts, which), text }];

/** A text of ours behind the block that says `which`, or at the end of the system prompt. */
export const put =
  (which: string | number | null, ...texts: readonly string[]) =>
  (drafts: readonly PlacedDraft[]): BodyChange[] =>
    texts.map((text) => ({ kind: "insert", behind: which === null ? null : draftOf(drafts, which), text }));

/** `from` becomes `to` in every string of the block that says `which`. */
export const redact =
  (which: string | number, from: string, to: string) =>
  (drafts: readonly PlacedDraft[]): BodyChange[] => [
    { kind: "map-strings", placed: draftOf(drafts, which), replace: (text) => text.replaceAll(from, to) },
  ];

/** Several changes of one request. */
export const all =
  (...makers: readonly ((drafts: readonly PlacedDraft[]) => BodyChange[])[]) =>
  (drafts: readonly PlacedDraft[]): BodyChange[] =>
    makers.flatMap((make) => make(drafts));
