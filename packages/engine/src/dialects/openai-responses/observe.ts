import type { Usage } from "@aperture/sdk";
import type { AnswerReader, ReadAnswer } from "../answer/answer-reader.ts";
import { errorMessage } from "../answer/error-message.ts";
import { field, listField, membersOf, textField } from "../answer/json-value.ts";
import { observeAnswer } from "../answer/observe-answer.ts";
import { openaiUsage } from "../answer/openai-usage.ts";
import type { AnswerObserver, Dialect } from "../dialect.ts";
import { blocks } from "./blocks.ts";
import { growItem } from "./grow-item.ts";

/** Watches an answer of the Responses API. */
export function observe(answer: Parameters<Dialect["observe"]>[0]): AnswerObserver {
  return observeAnswer({ answer, reader: new ResponseReader(), historyKey: "input", blocks });
}

class ResponseReader implements AnswerReader {
  readonly #items = new Map<unknown, Record<string, unknown>>();
  #usage: Usage | null = null;
  #model: string | null = null;
  #stopReason: string | null = null;
  #error: string | null = null;
  #finished = false;

  event(name: string, data: unknown): void {
    const type = textField(data, "type") ?? name;
    const index = field(data, "output_index");
    if (type === "response.output_item.added" || type === "response.output_item.done")
      this.#items.set(index, membersOf(field(data, "item")));
    else if (type === "error") this.#fail(data);
    else if (field(data, "response") !== undefined) this.#response(field(data, "response"));
    else if (this.#items.has(index)) growItem(this.#items.get(index)!, type, data);
  }

  whole(body: unknown): void {
    const isResponse = field(body, "object") === "response" || field(body, "output") !== undefined;
    if (isResponse) this.#response(body);
    else if ((field(body, "error") ?? null) !== null || field(body, "detail") !== undefined) this.#fail(body);
    this.#finished = true;
  }

  #fail(data: unknown): void {
    this.#error = errorMessage(data) ?? "error";
    this.#finished = true;
  }

  /** The whole object, as events carry it at the start and at the end; `status` tells which. */
  #response(response: unknown): void {
    this.#model = textField(response, "model") ?? this.#model;
    this.#usage = openaiUsage(field(response, "usage")) ?? this.#usage;
    const output = listField(response, "output");
    // Codex's backend leaves `output` empty in the last event: what the items said then stands.
    if (output.length > 0) {
      this.#items.clear();
      for (const [index, item] of output.entries()) this.#items.set(index, membersOf(item));
    }
    const status = textField(response, "status");
    if (status === undefined || status === "in_progress" || status === "queued") return;
    this.#finished = true;
    this.#stopReason = textField(field(response, "incomplete_details"), "reason") ?? status;
    if (status === "failed") this.#error = errorMessage(response) ?? "failed";
  }

  answer(): ReadAnswer {
    return {
      resent: { input: [...this.#items.values()].map(withoutEmptyTexts) },
      usage: this.#usage,
      model: this.#model,
      stopReason: this.#stopReason,
      error: this.#error,
      finished: this.#finished,
    };
  }
}

/** A message that has only begun holds a part without text: no block yet. */
function withoutEmptyTexts(item: Record<string, unknown>): Record<string, unknown> {
  if (item.type !== "message" || !Array.isArray(item.content)) return item;
  return { ...item, content: (item.content as unknown[]).filter((part) => field(part, "text") !== "") };
}
