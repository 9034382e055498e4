import type { DialectId, Role, Usage } from "@aperture/sdk";
import type { Document } from "../document/document.ts";
import type { BytesPort } from "../document/ports.ts";
import type { DialectEditing } from "./editing.ts";

/** One block as a dialect reads it from a unit; ids, turns and tokens come later. */
export interface BlockDraft {
  readonly role: Role;
  /** The wire's name for the part, as in `Block.metadata.kind`. */
  readonly kind: string;
  /** Text as a person would read it (tool input as compact JSON; an image as "[image/png, 1024×768, 34 KB]"). */
  readonly text: string;
  /**
   * Identity without occurrence: `<role>#<tool id>` where the wire gives a tool id that stays, else `<role>:<hash>` of the
   * text and of what tells such parts apart (signature, an image's bytes, a call's name). Gemini's ids may be the client's
   * own: there a call is its content, and a result takes its call's hash.
   * Cache marks and string-versus-array content must not change it.
   */
  readonly key: string;
  /** Hash of the text: the key of token counts, and how a change of content under the same id is seen. */
  readonly hash: string;
  /** Bytes of the part, relative to its unit. For a string content this is the string value. */
  readonly start: number;
  readonly end: number;
  readonly toolId?: string;
  readonly toolName?: string;
  readonly filePaths?: readonly string[];
  readonly mediaType?: string;
  readonly isError?: boolean;
  /** Signed or encrypted by the wire: never to be edited. */
  readonly signed?: boolean;
  readonly cacheMark?: boolean;
  /** True where `text` only describes the part (an image, a document, an unknown item): its bytes are then kept as well. */
  readonly keepRaw?: boolean;
  /** Fixed token count where the text says nothing about it (images); o200k-independent. */
  readonly tokens?: number;
}

/** A draft and the unit it stands in. */
export interface PlacedDraft {
  readonly draft: BlockDraft;
  /** Index of the unit in prompt order. */
  readonly unit: number;
  /** Absolute byte span in the body. */
  readonly start: number;
  readonly end: number;
}

/** What is read from a request as a whole. */
export interface RequestShape {
  readonly model: string | null;
  readonly stream: boolean;
  readonly hasTools: boolean;
  readonly maxOutputTokens: number | null;
  /** `prompt_cache_key`, `metadata.user_id` … where the body itself names the conversation. */
  readonly conversationHint: string | null;
  /** `previous_response_id`: the body is only a delta of what the model sees. */
  readonly continues: string | null;
}

/** What a model answered. */
export interface Answer {
  readonly blocks: readonly BlockDraft[];
  readonly usage: Usage | null;
  readonly model: string | null;
  readonly stopReason: string | null;
  /** Provider's error message, in JSON or as an SSE error event. */
  readonly error: string | null;
  /** True once the protocol's own end was seen (message_stop, [DONE], response.completed, whole JSON …). */
  readonly finished: boolean;
}

/** Fed with decoded (not compressed) answer bytes; cut anywhere; never throws on what it does not know. */
export interface AnswerObserver {
  push(bytes: Uint8Array): void;
  /**
   * What has been understood so far; blocks of a running stream hold the text so far. Costs as much as the answer is long
   * unless nothing came since. Blocks have the keys they will have when the client sends them back; their spans are 0.
   */
  read(): Answer;
}

export interface Dialect {
  readonly id: DialectId;
  /** The top-level member that grows: `messages`, `input`, `contents`. */
  readonly historyKey: string;
  shape(document: Document, target: string): RequestShape;
  /** Blocks in prompt order: tools, system, then the history. Drafts are cached in `unit.facts`. */
  blocks(document: Document): readonly PlacedDraft[];
  observe(answer: { status: number; contentType: string; port: BytesPort }): AnswerObserver;
  /** How a request of it is changed. */
  readonly editing: DialectEditing;
}
