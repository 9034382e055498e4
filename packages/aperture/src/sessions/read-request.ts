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

/** A body whose members are known, and not yet its blocks. */
export interface OpenedBody {
  readonly document: Document;
  readonly shape: RequestShape;
}

/** Reads a body in slices of about 1 MB; the last value is the reading, or why there is none. */
export function* readRequest(
  body: Uint8Array,
  dialect: Dialect,
  target: string,
  previous: Document | undefined,
): Generator<void, Reading | { opaque: string }> {
  const opened = yield* openRequest(body, dialect, target, previous);
  return "opaque" in opened ? opened : understand(opened, dialect);
}

/** Scans a body in such slices. */
export function* openRequest(
  body: Uint8Array,
  dialect: Dialect,
  target: string,
  previous: Document | undefined,
): Generator<void, OpenedBody | { opaque: string }> {
  const document = yield* documentSteps(body, dialect.historyKey, nativeBytes, previous);
  if ("opaque" in document) return document;
  yield;
  return { document, shape: dialect.shape(document, target) };
}

/** Its blocks. */
export function understand({ document, shape }: OpenedBody, dialect: Dialect): Reading {
  const drafts = dialect.blocks(document);
  const frame = new Set<string>();
  const conversation: string[] = [];
  for (const { draft } of drafts) {
    if (isFrame(draft.role, draft.kind)) frame.add(draft.key);
    else conversation.push(draft.key);
  }
  return { dialect: dialect.id, document, shape, drafts, keys: { frame, conversation } };
}
