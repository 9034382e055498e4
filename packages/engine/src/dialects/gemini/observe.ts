import type { Usage } from "@aperture/sdk";
import type { AnswerReader, ReadAnswer } from "../answer/answer-reader.ts";
import { errorMessage } from "../answer/error-message.ts";
import { field, listField, membersOf, textField } from "../answer/json-value.ts";
import { observeAnswer } from "../answer/observe-answer.ts";
import type { AnswerObserver, Dialect } from "../dialect.ts";
import { unlinkedBlocks } from "./blocks.ts";
import { readUsage } from "./usage.ts";

/** Watches an answer of the Gemini API: one JSON, SSE of chunks, or (without `alt=sse`) a JSON list of chunks. */
export function observe(answer: Parameters<Dialect["observe"]>[0]): AnswerObserver {
  return observeAnswer({ answer, reader: new ContentReader(), historyKey: "contents", blocks: unlinkedBlocks });
}

class ContentReader implements AnswerReader {
  readonly #parts: Record<string, unknown>[] = [];
  #usage: Usage | null = null;
  #model: string | null = null;
  #stopReason: string | null = null;
  #error: string | null = null;
  #finished = false;

  event(_name: string, data: unknown): void {
    this.#chunk(data);
  }

  whole(body: unknown): void {
    if (Array.isArray(body)) for (const chunk of body as unknown[]) this.#chunk(chunk);
    else this.#chunk(body);
    this.#finished = true;
  }

  #chunk(chunk: unknown): void {
    if ((field(chunk, "error") ?? null) !== null) {
      this.#error = errorMessage(chunk) ?? "error";
      this.#finished = true;
      return;
    }
    this.#model = textField(chunk, "modelVersion") ?? this.#model;
    this.#usage = readUsage(field(chunk, "usageMetadata")) ?? this.#usage;
    const blocked = textField(field(chunk, "promptFeedback"), "blockReason");
    if (blocked !== undefined) this.#stop(blocked);
    for (const candidate of listField(chunk, "candidates")) {
      if ((field(candidate, "index") ?? 0) !== 0) continue;
      for (const part of listField(field(candidate, "content"), "parts")) this.#add(membersOf(part));
      const reason = textField(candidate, "finishReason");
      // The stream has no end event: its last chunk is the one with a reason.
      if (reason !== undefined && reason !== "FINISH_REASON_UNSPECIFIED") this.#stop(reason);
    }
  }

  #stop(reason: string): void {
    this.#stopReason = reason;
    this.#finished = true;
  }

  /** Text behind text of the same kind is one block; clients send it back joined, with the last signature. */
  #add(part: Record<string, unknown>): void {
    const before = this.#parts.at(-1);
    const more = textField(part, "text");
    const text = textField(before, "text");
    if (before && text !== undefined && more !== undefined && isThought(before) === isThought(part))
      Object.assign(before, part, { text: text + more });
    else this.#parts.push(part);
  }

  answer(): ReadAnswer {
    const parts = this.#parts.filter((part) => part.text !== "");
    return {
      resent: { contents: parts.length > 0 ? [{ role: "model", parts }] : [] },
      usage: this.#usage,
      model: this.#model,
      stopReason: this.#stopReason,
      error: this.#error,
      finished: this.#finished,
    };
  }
}

const isThought = (part: Record<string, unknown>): boolean => part.thought === true;
