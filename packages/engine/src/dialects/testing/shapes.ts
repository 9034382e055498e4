import type { DialectId } from "@aperture/sdk";
import { claudeBody } from "./claude-body.ts";
import { codexBody } from "./codex-body.ts";
import { geminiBody } from "./gemini-body.ts";
import { opencodeBody } from "./opencode-body.ts";
import type { Transcript } from "./transcript.ts";

export interface RecordedRequest {
  /** 0-based request of the session. */
  readonly turn: number;
  readonly body: Uint8Array;
  /** As the provider billed it, in Anthropic's form; undefined where the recording has none. */
  readonly usage: unknown;
  /** ISO 8601, or undefined. */
  readonly ts: string | undefined;
}

const writers: Record<DialectId, (transcript: Transcript) => (upto: number) => string> = {
  anthropic: claudeBody,
  "openai-chat": opencodeBody,
  "openai-responses": codexBody,
  gemini: geminiBody,
};

/** The target each shape is sent to. */
export const targets: Record<DialectId, string> = {
  anthropic: "/v1/messages?beta=true",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
  gemini: "/v1beta/models/gemini-3-pro-preview:streamGenerateContent?alt=sse",
};

/**
 * Every request of a recorded session, as Claude Code, opencode, Codex or Gemini CLI would have written it: history
 * resent each turn, system and tools where that client has them, cache marks that move.
 */
export function* requestBodies(transcript: Transcript, shape: DialectId): Generator<RecordedRequest> {
  const write = writers[shape](transcript);
  const encoder = new TextEncoder();
  for (const [turn, { upto, usage, ts }] of transcript.turns.entries())
    yield { turn, body: encoder.encode(write(upto)), usage, ts };
}
