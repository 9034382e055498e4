import type { Document } from "../../document/document.ts";
import { parseDocument } from "../../document/parse-document.ts";
import type { BytesPort } from "../../document/ports.ts";
import type { Answer, AnswerObserver, BlockDraft, PlacedDraft } from "../dialect.ts";
import { SseParser } from "../sse/sse-parser.ts";
import type { AnswerReader } from "./answer-reader.ts";
import { errorMessage } from "./error-message.ts";

/**
 * Bytes of an answer that are looked at; what comes behind is relayed all the same, the answer counts as unfinished.
 * JSON is held until it is whole, of a stream only what it says: an event of 250 bytes may carry one token.
 */
const LIMITS = { json: 32 << 20, stream: 256 << 20, unknown: 32 << 20 };

export interface ObserveOptions {
  readonly answer: { readonly status: number; readonly contentType: string; readonly port: BytesPort };
  readonly reader: AnswerReader;
  readonly historyKey: string;
  readonly blocks: (document: Document) => readonly PlacedDraft[];
  /** Smaller in tests. */
  readonly limit?: number;
}

/** Watches one answer, stream or JSON. The content type is believed only where the first byte does not say better. */
export function observeAnswer({ answer, reader, historyKey, blocks, limit }: ObserveOptions): AnswerObserver {
  const parser = new SseParser((event) => reader.event(event.name, parsed(event.data)));
  const decoder = new TextDecoder();
  let form: "unknown" | "stream" | "json" = "unknown";
  let seen = 0;
  let text = "";
  let isWhole = false;
  const isTooLong = (): boolean => seen > (limit ?? LIMITS[form]);
  let last: Answer | null = null;

  const takeJson = (): void => {
    if (form !== "json" || isWhole || isTooLong()) return;
    const body = parsed(text);
    if (typeof body !== "object") return;
    isWhole = true;
    reader.whole(body);
  };

  return {
    push(bytes) {
      seen += bytes.length;
      last = null;
      if (form === "unknown") form = formOf(bytes, answer.contentType);
      if (isTooLong()) text = "";
      else if (form === "json") text += decoder.decode(bytes, { stream: true });
      else if (form === "stream") parser.push(bytes);
    },
    read() {
      if (last) return last;
      takeJson();
      const { resent, ...rest } = reader.answer();
      const isPlainError = answer.status >= 400 && form === "json" && !isWhole;
      last = {
        ...rest,
        error: rest.error ?? (isPlainError ? errorMessage(text) : null),
        finished: rest.finished && !isTooLong(),
        blocks: draftsOf(resent, { historyKey, blocks, port: answer.port }),
      };
      return last;
    },
  };
}

/** Gateways send JSON errors as event streams and streams without a type. */
function formOf(bytes: Uint8Array, contentType: string): "unknown" | "stream" | "json" {
  for (const byte of bytes) {
    const isSpace = byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
    const isByteOrderMark = byte === 0xef || byte === 0xbb || byte === 0xbf;
    if (isSpace || isByteOrderMark) continue;
    if (byte === 0x7b || byte === 0x5b || byte === 0x3c) return "json";
    return /json|html/i.test(contentType) || /^text\/plain/i.test(contentType) ? "json" : "stream";
  }
  return "unknown";
}

/** The answer's own blocks: no tool or system block is among them, for `resent` has none. */
function draftsOf(
  resent: Readonly<Record<string, unknown>>,
  { historyKey, blocks, port }: Pick<ObserveOptions, "historyKey" | "blocks"> & { port: BytesPort },
): BlockDraft[] {
  const body = new TextEncoder().encode(stringified(resent));
  const document = parseDocument(body, historyKey, port);
  // The spans would be those of a body that was never sent.
  return "opaque" in document ? [] : blocks(document).map(({ draft }) => ({ ...draft, start: 0, end: 0 }));
}

function stringified(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested too deeply to be written: nothing of it can be shown.
    return "{}";
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
