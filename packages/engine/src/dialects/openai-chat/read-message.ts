import type { Role } from "@aperture/sdk";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { joinedContent } from "../reading/joined-content.ts";
import { hasCacheMark, rawPart } from "../reading/raw-part.ts";
import { toolInput } from "../reading/tool-input.ts";
import { readInner, readPart } from "./read-part.ts";

const roles: Readonly<Record<string, Role>> = {
  user: "user",
  assistant: "assistant",
  system: "system",
  developer: "system",
};

/** Blocks of one message, in the order the model sees them: reasoning, content, calls. */
export function readMessage(message: JsonNode): BlockDraft[] {
  if (!message.isObject) return [rawPart(message, "message")];
  const wireRole = message.text("role") ?? "";
  if (wireRole === "tool" || wireRole === "function") return [readToolMessage(message, wireRole)];
  const role = Object.hasOwn(roles, wireRole) ? roles[wireRole]! : "other";
  return [
    ...readReasoning(message),
    ...readContent(message.get("content"), role),
    ...readRefusal(message.get("refusal"), role),
    ...readCalls(message),
  ];
}

function readContent(content: JsonNode | undefined, role: Role): BlockDraft[] {
  if (!content || content.kind === "null") return [];
  if (content.isString) return [draftOf(content, { role, kind: "text", text: content.string()! })];
  if (content.isArray) return content.items().map((part) => readPart(part, role));
  return [rawPart(content, "content")];
}

function readRefusal(refusal: JsonNode | undefined, role: Role): BlockDraft[] {
  return refusal?.isString ? [draftOf(refusal, { role, kind: "refusal", text: refusal.string()! })] : [];
}

/** `reasoning_content` (DeepSeek and most compatible servers), `reasoning` and `reasoning_details` (OpenRouter). */
function readReasoning(message: JsonNode): BlockDraft[] {
  const text = ["reasoning_content", "reasoning"].map((key) => message.get(key)).find((node) => node?.isString);
  const drafts: BlockDraft[] = [];
  if (text) drafts.push(draftOf(text, { role: "thinking", kind: "reasoning", text: text.string()! }));
  const details = message.get("reasoning_details");
  // Details repeat the text and may be signed, they must come back as they are.
  if (details?.isArray && details.items().length > 0)
    drafts.push({ ...rawPart(details, "reasoning_details", "thinking"), signed: true });
  return drafts;
}

function readCalls(message: JsonNode): BlockDraft[] {
  const calls = message.get("tool_calls")?.items() ?? [];
  const drafts = calls.map((call) => (call.isObject ? readCall(call, call) : rawPart(call, "tool_call")));
  const old = message.get("function_call");
  if (old?.isObject) drafts.push(readCall(old, undefined));
  return drafts;
}

/** `{id, function: {name, arguments}}`, `{id, custom: {name, input}}`, or the old `{name, arguments}` without an id. */
function readCall(node: JsonNode, call: JsonNode | undefined): BlockDraft {
  const id = call?.text("id");
  const body = call?.get("function") ?? call?.get("custom") ?? node;
  const input = body.get("arguments") ?? body.get("input");
  const toolName = body.text("name");
  const read = toolInput(input ? (input.string() ?? input.raw()) : "");
  return draftOf(node, {
    role: "tool_use",
    kind: call ? (call.text("type") ?? "function") : "function_call",
    ...read,
    keyId: id,
    identity: `${toolName ?? ""}\0${read.text}`,
    toolId: id,
    toolName,
  });
}

/** The whole content of a `tool` message is one result, whatever parts it has. */
function readToolMessage(message: JsonNode, kind: string): BlockDraft {
  const content = message.get("content");
  const id = message.text("tool_call_id");
  const isMarkedInside = content?.isArray && content.items().some(hasCacheMark);
  return draftOf(content ?? message, {
    role: "tool_result",
    kind,
    ...joinedContent(content, readInner),
    keyId: id,
    toolId: id,
    toolName: message.text("name"),
    cacheMark: hasCacheMark(message) || isMarkedInside,
  });
}
