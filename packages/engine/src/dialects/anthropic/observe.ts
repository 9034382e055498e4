import type { Usage } from "@aperture/sdk";
import type { AnswerReader, ReadAnswer } from "../answer/answer-reader.ts";
import { errorMessage } from "../answer/error-message.ts";
import { field, listField, membersOf, textField } from "../answer/json-value.ts";
import { observeAnswer } from "../answer/observe-answer.ts";
import type { AnswerObserver, Dialect } from "../dialect.ts";
import { blocks } from "./blocks.ts";
import { readUsage } from "./usage.ts";

/** Watches an answer of the Messages API. */
export function observe(answer: Parameters<Dialect["observe"]>[0]): AnswerObserver {
  return observeAnswer({ answer, reader: new MessageReader(), historyKey: "messages", blocks });
}

/** A content block under way: the object of `content_block_start`, its strings grown by deltas. */
interface GrowingPart {
  readonly members: Record<string, unknown>;
  /** `partial_json` so far, where there was any. */
  input: string | null;
}

class MessageReader implements AnswerReader {
  readonly #parts = new Map<unknown, GrowingPart>();
  #usage: Usage | null = null;
  #model: string | null = null;
  #stopReason: string | null = null;
  #error: string | null = null;
  #finished = false;

  event(name: string, data: unknown): void {
    switch (textField(data, "type") ?? name) {
      case "message_start":
        this.#message(field(data, "message"));
        return;
      case "content_block_start":
        this.#parts.set(field(data, "index"), { members: membersOf(field(data, "content_block")), input: null });
        return;
      case "content_block_delta":
        this.#grow(this.#parts.get(field(data, "index")), field(data, "delta"));
        return;
      case "message_delta":
        this.#usage = readUsage(field(data, "usage"), this.#usage);
        this.#stopReason = textField(field(data, "delta"), "stop_reason") ?? this.#stopReason;
        return;
      case "message_stop":
        this.#finished = true;
        return;
      case "error":
        this.#error = errorMessage(data) ?? "error";
        this.#finished = true;
        return;
    }
  }

  whole(body: unknown): void {
    this.#finished = true;
    if (field(body, "error") !== undefined) this.#error = errorMessage(body) ?? "error";
    else this.#message(body);
  }

  #message(message: unknown): void {
    this.#model = textField(message, "model") ?? this.#model;
    this.#usage = readUsage(field(message, "usage"), this.#usage);
    this.#stopReason = textField(message, "stop_reason") ?? this.#stopReason;
    for (const [index, part] of listField(message, "content").entries())
      this.#parts.set(index, { members: membersOf(part), input: null });
  }

  #grow(part: GrowingPart | undefined, delta: unknown): void {
    if (!part) return;
    const json = textField(delta, "partial_json");
    if (json !== undefined) part.input = (part.input ?? "") + json;
    for (const key of ["text", "thinking", "signature"]) {
      const more = textField(delta, key);
      if (more !== undefined) part.members[key] = (textField(part.members, key) ?? "") + more;
    }
  }

  answer(): ReadAnswer {
    const content = [...this.#parts.values()]
      .map(finishedPart)
      .filter((part) => part.type !== "text" || part.text !== "");
    return {
      resent: { messages: content.length > 0 ? [{ role: "assistant", content }] : [] },
      usage: this.#usage,
      model: this.#model,
      stopReason: this.#stopReason,
      error: this.#error,
      finished: this.#finished,
    };
  }
}

function finishedPart({ members, input }: GrowingPart): Record<string, unknown> {
  if (input === null || input === "") return members;
  try {
    return { ...members, input: JSON.parse(input) as unknown };
  } catch {
    // The stream is still running or was cut: the text so far is shown as it is.
    return { ...members, input };
  }
}
