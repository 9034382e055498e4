import type { DialectId } from "@aperture/sdk";
import { parsedFrom, type RawJson, rawJson } from "./raw-json.ts";

/** One thing a prompt says, read with JSON.parse alone. */
export interface PromptUnit {
  readonly place: "tools" | "system" | "settings" | "history";
  readonly role: string;
  /** `text`, `call`, `result`, `sealed` (the provider's own, never changed), `frame` (tools, settings) … */
  readonly kind: "text" | "call" | "result" | "sealed" | "frame";
  /** What it says; of a call its arguments as JSON. */
  readonly text: string;
  /** Bytes of the part it stands in, without cache marks; where it stands. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  /** A cache mark closes it. */
  readonly mark: boolean;
  /** What a provider's cache compares: no marks, and one text however it is written. */
  readonly normal: string;
}

/** Units of a request in prompt order: tools, system, settings, messages. */
export function promptUnits(dialect: DialectId, body: string): PromptUnit[] {
  const found = readers[dialect](rawJson(body));
  const order = ["tools", "system", "settings", "history"];
  return order.flatMap((place) => found.filter((unit) => unit.place === place));
}

type Place = PromptUnit["place"];

const markPattern = /,"cache_control":\{[^}]*\}/g;

function unit(place: Place, role: string, kind: PromptUnit["kind"], node: RawJson, text: string): PromptUnit {
  const mark = node.members?.has("cache_control") ?? false;
  const raw = mark ? node.raw.replace(markPattern, "") : node.raw;
  const said = kind === "frame" || kind === "sealed" || kind === "call" ? node.raw.replace(markPattern, "") : text;
  const about = kind === "result" ? idOf(node) : "";
  const { start, end } = node;
  return { place, role, kind, text, raw, start, end, mark, normal: `${place} ${role} ${kind} ${about} ${said}` };
}

/** What a result answers, and how. */
const idOf = (node: RawJson): string =>
  ["tool_use_id", "tool_call_id", "call_id", "is_error", "name"].map((key) => node.members?.get(key)?.raw).join(" ");

const stringOf = (node: RawJson | undefined): string => {
  const value = node ? parsedFrom(node) : undefined;
  return typeof value === "string" ? value : "";
};

/** A content's text, string or list. */
function saidBy(node: RawJson | undefined): string {
  if (!node) return "";
  if (!node.items) return stringOf(node);
  return node.items.map((part) => stringOf(part.members?.get("text"))).join("\n");
}

function frame(place: Place, node: RawJson | undefined): PromptUnit[] {
  return node ? (node.items ?? [node]).map((item) => unit(place, "", "frame", item, item.raw)) : [];
}

function settings(body: RawJson, ...names: string[]): PromptUnit[] {
  const raw = names.map((name) => body.members?.get(name)?.raw ?? "").join("\n");
  return [{ place: "settings", role: "", kind: "frame", text: raw, raw, start: -1, end: -1, mark: false, normal: raw }];
}

/** A string is one text; of a list each part is one. */
function texts(place: Place, role: string, content: RawJson | undefined): PromptUnit[] {
  if (!content || content.raw === "null") return [];
  if (!content.items) return [unit(place, role, "text", content, stringOf(content))];
  return content.items.map((part) => unit(place, role, "text", part, stringOf(part.members?.get("text"))));
}

const readers: Record<DialectId, (body: RawJson) => PromptUnit[]> = {
  anthropic(body) {
    const messages = body.members?.get("messages")?.items ?? [];
    return [
      ...frame("tools", body.members?.get("tools")),
      ...texts("system", "", body.members?.get("system")),
      ...settings(body, "tool_choice", "thinking"),
      ...messages.flatMap((message) => {
        const role = stringOf(message.members?.get("role"));
        const content = message.members?.get("content");
        return content?.items
          ? content.items.map((part) => anthropicPart(role, part))
          : texts("history", role, content);
      }),
    ];
  },
  "openai-chat"(body) {
    const messages = body.members?.get("messages")?.items ?? [];
    return [
      ...frame("tools", body.members?.get("tools")),
      ...settings(body, "tool_choice"),
      ...messages.flatMap((message) => {
        const role = stringOf(message.members?.get("role"));
        const content = message.members?.get("content");
        if (role === "tool") return [unit("history", role, "result", message, saidBy(content))];
        const calls = message.members?.get("tool_calls")?.items ?? [];
        return [
          ...texts(role === "system" ? "system" : "history", role, content),
          ...calls.map((call) =>
            unit("history", role, "call", call, stringOf(call.members?.get("function")?.members?.get("arguments"))),
          ),
        ];
      }),
    ];
  },
  "openai-responses"(body) {
    const items = body.members?.get("input")?.items ?? [];
    return [
      ...texts("system", "instructions", body.members?.get("instructions")),
      ...settings(body, "tool_choice", "reasoning", "text"),
      ...items.flatMap((item) => {
        const type = stringOf(item.members?.get("type"));
        const role = stringOf(item.members?.get("role"));
        if (type === "message")
          return texts(role === "developer" ? "system" : "history", role, item.members?.get("content"));
        if (type === "function_call")
          return [unit("history", "assistant", "call", item, stringOf(item.members?.get("arguments")))];
        if (type === "function_call_output")
          return [unit("history", "tool", "result", item, saidBy(item.members?.get("output")))];
        return [unit(type === "additional_tools" ? "tools" : "history", role, "sealed", item, item.raw)];
      }),
    ];
  },
  gemini(body) {
    const contents = body.members?.get("contents")?.items ?? [];
    return [
      ...frame("tools", body.members?.get("tools")),
      ...texts("system", "", body.members?.get("systemInstruction")?.members?.get("parts")),
      ...settings(body, "toolConfig", "generationConfig"),
      ...contents.flatMap((content) => {
        const role = stringOf(content.members?.get("role"));
        return (content.members?.get("parts")?.items ?? []).map((part) => geminiPart(role, part));
      }),
    ];
  },
};

function anthropicPart(role: string, part: RawJson): PromptUnit {
  const type = stringOf(part.members?.get("type"));
  if (type === "text") return unit("history", role, "text", part, stringOf(part.members?.get("text")));
  if (type === "tool_use") return unit("history", role, "call", part, part.members?.get("input")?.raw ?? "");
  if (type === "tool_result") return unit("history", role, "result", part, saidBy(part.members?.get("content")));
  return unit("history", role, "sealed", part, part.raw);
}

function geminiPart(role: string, part: RawJson): PromptUnit {
  const call = part.members?.get("functionCall");
  if (call) return unit("history", role, "call", part, call.members?.get("args")?.raw ?? "");
  const response = part.members?.get("functionResponse")?.members?.get("response");
  if (!response) return unit("history", role, "text", part, stringOf(part.members?.get("text")));
  const wrapped = response.members?.get("output") ?? response.members?.get("error");
  const isWrapped = response.members?.size === 1 && wrapped?.raw.startsWith('"');
  return unit("history", role, "result", part, isWrapped ? stringOf(wrapped) : response.raw);
}
