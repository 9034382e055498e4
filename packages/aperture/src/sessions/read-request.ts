import type { HeadKeys } from "@aperture/engine/blocks/match-head";
import { isFrame } from "@aperture/engine/blocks/match-head";
import type { Dialect, PlacedDraft, RequestShape } from "@aperture/engine/dialects/dialect";
import type { Document } from "@aperture/engine/document/document";
import { documentSteps } from "@aperture/engine/document/parse-document";
import type { DialectId } from "@aperture/sdk";
import { nativeBytes } from "./native-bytes.ts";

/** A request's body, understood: what is recorded and compared. */
export interface Reading {
  readonly dialect: DialectId;
  readonly document: Document;
  readonly shape: RequestShape;
  readonly drafts: readonly PlacedDraft[];
  readonly keys: Pick<HeadKeys, "frame" | "conversation">;
}

/** Reads a body in slices of about 1 MB; the last value is the reading, or why there is none. */
export function* readRequest(
  body: Uint8Array,
  dialect: Dialect,
  target: string,
  previous: Document | undefined,
): Generator<void, Reading | { opaque: string }> {
  const document = yield* documentSteps(body, dialect.historyKey, nativeBytes, previous);
  if ("opaque" in document) return document;
  yield;
  const shape = dialect.shape(document, target);
  const drafts = dialect.blocks(document);
  const frame = new Set<string>();
  const conversation: string[] = [];
  for (const { draft } of drafts) {
    if (isFrame(draft.role, draft.kind)) frame.add(draft.key);
    else conversation.push(draft.key);
  }
  return { dialect: dialect.id, document, shape, drafts, keys: { frame, conversation } };
}
