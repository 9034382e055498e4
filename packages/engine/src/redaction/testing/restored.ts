import type { DialectId } from "@aperture/sdk";
import { nodePort } from "../../document/testing/node-port.ts";
import type { Redaction } from "../contract.ts";
import { createAnswerRestorer } from "../restore-answer.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface RestoreFacts {
  readonly dialect: DialectId;
  readonly redactions: readonly Redaction[];
  readonly contentType?: string;
}

/** A restorer that is fed texts and answers with texts. */
export function textRestorer({ dialect, redactions, contentType = "text/event-stream" }: RestoreFacts) {
  const restorer = createAnswerRestorer({ dialect, redactions, contentType, port: nodePort });
  const text = (pieces: readonly Uint8Array[]): string => pieces.map((piece) => decoder.decode(piece)).join("");
  return {
    push: (chunk: string): string => text(restorer.push(bytesOf(chunk))),
    end: (): string => text(restorer.end()),
    count: (): number => restorer.restored,
  };
}

/** The bytes that leave for an answer that comes in these chunks. */
export function restored(facts: RestoreFacts, chunks: readonly Uint8Array[]): Uint8Array {
  const { contentType = "text/event-stream" } = facts;
  const restorer = createAnswerRestorer({ ...facts, contentType, port: nodePort });
  return Buffer.concat([...chunks.flatMap((chunk) => restorer.push(chunk)), ...restorer.end()]);
}

/** Bytes cut at these places; places that are out of range or twice do nothing. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length));
}
