import type { PlacedDraft } from "../dialects/dialect.ts";
import type { Document } from "../document/document.ts";
import { parseDocument } from "../document/parse-document.ts";
import type { BytesPort } from "../document/ports.ts";
import type { ReplayedRequest } from "./replayed-request.ts";

/**
 * Whether what would leave is still the client's request: it can be read, every part of it is there in its place, calls and results
 * are paired as they were, and what came between them are texts. One for each line of requests, so that only what is new is read.
 */
export class SentReader {
  readonly #port: BytesPort;
  #document: Document | undefined;

  constructor(port: BytesPort) {
    this.#port = port;
  }

  isAcceptable(body: Uint8Array, { dialect, document, drafts }: ReplayedRequest): boolean {
    if (body === document.bytes) return true;
    const read = parseDocument(body, dialect.historyKey, this.#port, this.#document);
    if ("opaque" in read) return false;
    this.#document = read;
    return isSameStructure(drafts, dialect.blocks(read));
  }
}

function isSameStructure(recorded: readonly PlacedDraft[], sent: readonly PlacedDraft[]): boolean {
  let next = 0;
  for (const { draft } of sent) {
    const own = recorded[next]?.draft;
    // An image is written as the text that describes it; who says a part tells them apart well enough.
    if (own && draft.toolId === own.toolId && isTool(draft.role) === isTool(own.role)) next++;
    else if (draft.kind !== "text" || draft.text.trim() === "") return false;
  }
  return next === recorded.length;
}

const isTool = (role: string): boolean => role === "tool_use" || role === "tool_result";
