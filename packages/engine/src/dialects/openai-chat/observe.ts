import type { Usage } from "@aperture/sdk";
import type { AnswerReader, ReadAnswer } from "../answer/answer-reader.ts";
import { errorMessage } from "../answer/error-message.ts";
import { field, listField, membersOf, textField } from "../answer/json-value.ts";
import { observeAnswer } from "../answer/observe-answer.ts";
import { openaiUsage } from "../answer/openai-usage.ts";
import type { AnswerObserver, Dialect } from "../dialect.ts";
import { blocks } from "./blocks.ts";

/** Watches an answer of the Chat Completions API. */
export function observe(answer: Parameters<Dialect["observe"]>[0]): AnswerObserver {
  return observeAnswer({ answer, reader: new CompletionReader(), historyKey: "messages", blocks });
}

/** A tool call under way; `arguments` and `input` are grown by deltas. */
interface GrowingCall {
  id?: string;
  type?: string;
  body: "function" | "custom";
  name: string;
  input: string;
}

const texts = ["content", "refusal", "reasoning_content", "reasoning"] as const;

class CompletionReader implements AnswerReader {
  readonly #text: Partial<Record<(typeof texts)[number], string>> = {};
  readonly #details: unknown[] = [];
  readonly #calls = new Map<unknown, GrowingCall>();
  #usage: Usage | null = null;
  #model: string | null = null;
  #stopReason: string | null = null;
  #error: string | null = null;
  #finished = false;

  event(name: string, data: unknown): void {
    if (data === "[DONE]") this.#finished = true;
    else if (name === "error" || isError(data)) this.#fail(data);
    else this.#take(data, "delta");
  }

  whole(body: unknown): void {
    this.#finished = true;
    if (Array.isArray(body) || isError(body)) this.#fail(body);
    else this.#take(body, "message");
  }

  #fail(data: unknown): void {
    this.#error = errorMessage(data) ?? "error";
    this.#finished = true;
  }

  #take(chunk: unknown, part: "delta" | "message"): void {
    this.#model = textField(chunk, "model") || this.#model;
    this.#usage = openaiUsage(field(chunk, "usage")) ?? this.#usage;
    for (const choice of listField(chunk, "choices")) {
      // A client that asks for several answers sends back one of them; the first stands for all.
      if ((field(choice, "index") ?? 0) !== 0) continue;
      this.#stopReason = textField(choice, "finish_reason") ?? this.#stopReason;
      this.#grow(field(choice, part));
    }
  }

  #grow(delta: unknown): void {
    for (const key of texts) {
      const more = textField(delta, key);
      if (more !== undefined) this.#text[key] = (this.#text[key] ?? "") + more;
    }
    this.#details.push(...listField(delta, "reasoning_details"));
    for (const [place, call] of listField(delta, "tool_calls").entries())
      this.#growCall(field(call, "index") ?? place, call);
  }

  #growCall(index: unknown, delta: unknown): void {
    const isCustom = field(delta, "custom") !== undefined;
    const call = this.#calls.get(index) ?? { body: isCustom ? "custom" : "function", name: "", input: "" };
    const body = field(delta, call.body);
    const id = textField(delta, "id");
    const type = textField(delta, "type");
    if (id) call.id = id;
    if (type) call.type = type;
    call.name ||= textField(body, "name") ?? "";
    call.input += textField(body, call.body === "custom" ? "input" : "arguments") ?? "";
    this.#calls.set(index, call);
  }

  answer(): ReadAnswer {
    const message: Record<string, unknown> = { role: "assistant", ...withoutEmpty(this.#text) };
    if (this.#details.length > 0) message.reasoning_details = this.#details;
    if (this.#calls.size > 0) message.tool_calls = [...this.#calls.values()].map(resentCall);
    return {
      resent: { messages: Object.keys(message).length > 1 ? [message] : [] },
      usage: this.#usage,
      model: this.#model,
      stopReason: this.#stopReason,
      error: this.#error,
      finished: this.#finished,
    };
  }
}

const isError = (data: unknown): boolean => (field(data, "error") ?? null) !== null;

const withoutEmpty = (members: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(membersOf(members)).filter(([, text]) => text !== ""));

function resentCall({ id, type, body, name, input }: GrowingCall): Record<string, unknown> {
  const content = body === "custom" ? { name, input } : { name, arguments: input };
  return { ...(id === undefined ? {} : { id }), type: type ?? body, [body]: content };
}
