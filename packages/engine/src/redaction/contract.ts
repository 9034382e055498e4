import type { DialectId } from "@aperture/sdk";
import type { BytesPort } from "../document/ports.ts";

/** A value that never leaves and the placeholder that does. Both are owned by the host: plugins, logs and events see neither value. */
export interface Redaction {
  readonly value: string;
  /**
   * Made by `placeholderFor`: letters, digits and underscores only, so that no JSON or SSE escaping changes it. Its form is
   * relied upon (`isPlaceholder`): none begins inside another, so that an answer is searched without looking back.
   */
  readonly placeholder: string;
}

/** Rewrites an answer on its way to the agent: bytes in, bytes out, placeholders turned back into values. */
export interface AnswerRestorer {
  /** Bytes to pass on now. Holds back at most the events that a placeholder cut across deltas needs. */
  push(bytes: Uint8Array): Uint8Array[];
  /** What was held back. */
  end(): Uint8Array[];
  /** Placeholders that were turned back so far. */
  readonly restored: number;
}

export interface RestorerOptions {
  readonly dialect: DialectId;
  readonly redactions: readonly Redaction[];
  /** Of the answer: `text/event-stream …` or `application/json`. Decoded bytes only. */
  readonly contentType: string;
  readonly port: BytesPort;
}
