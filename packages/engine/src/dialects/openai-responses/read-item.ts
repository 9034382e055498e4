import type { Role } from "@aperture/sdk";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { joinedContent } from "../reading/joined-content.ts";
import { readableSize } from "../reading/media.ts";
import { hasCacheMark, rawPart } from "../reading/raw-part.ts";
import { toolDefinitions } from "../reading/tool-definitions.ts";
import { type ToolInput, toolInput } from "../reading/tool-input.ts";
import { readInner, readPart } from "./read-part.ts";

const roles: Readonly<Record<string, Role>> = {
  user: "user",
  assistant: "assistant",
  system: "system",
  developer: "system",
};

/** Blocks of one input item. An item without a type that has a role is a message. */
export function readItem(item: JsonNode): BlockDraft[] {
  const type = item.text("type") ?? (item.get("role") ? "message" : item.kind);
  if (type === "message") return readMessage(item);
  if (type === "reasoning") return [readReasoning(item)];
  if (type === "additional_tools") return readAdditionalTools(item);
  if (type === "image_generation_call") return [rawPart(item, type, "image")];
  if (type.endsWith("_call_output") || type === "tool_search_output" || type === "program_output")
    return [readOutput(item, type)];
  if (type === "mcp_approval_response") return [readApproval(item, type)];
  if (type.endsWith("_call") || type === "mcp_approval_request" || type === "program") return [readCall(item, type)];
  return [rawPart(item, type)];
}

/** A tool's own name, else what says best which tool it is. */
export function toolName(tool: JsonNode): string | undefined {
  return tool.text("name") ?? tool.get("function")?.text("name") ?? tool.text("server_label") ?? tool.text("type");
}

function readMessage(item: JsonNode): BlockDraft[] {
  const wireRole = item.text("role") ?? "";
  const role = Object.hasOwn(roles, wireRole) ? roles[wireRole]! : "other";
  const content = item.get("content");
  if (!content || content.kind === "null") return [];
  if (content.isString) return [draftOf(content, { role, kind: "text", text: content.string()! })];
  if (content.isArray) return content.items().map((part) => readPart(part, role));
  return [rawPart(content, "content")];
}

/** Summary and, from open models, the reasoning itself. Clients drop the item's id, so it is no part of the key. */
function readReasoning(item: JsonNode): BlockDraft {
  const parts = [...(item.get("summary")?.items() ?? []), ...(item.get("content")?.items() ?? [])];
  const sealed = item.text("encrypted_content");
  const said = parts.flatMap((part) => part.text("text") ?? []).join("\n");
  const isSealedOnly = said === "" && sealed !== undefined;
  return draftOf(item, {
    role: "thinking",
    kind: "reasoning",
    text: isSealedOnly ? `[encrypted reasoning, ${readableSize(sealed.length)}]` : said,
    identity: `${said}\0${sealed ?? ""}`,
    signed: sealed !== undefined,
    keepRaw: isSealedOnly,
  });
}

function readAdditionalTools(item: JsonNode): BlockDraft[] {
  const tools = item.get("tools");
  return tools?.isArray ? toolDefinitions(tools, toolName) : [rawPart(item, "additional_tools")];
}

/** Calls with a `call_id` are named by it; the provider's own (web search …) by what they say, for ids may be dropped. */
function readCall(item: JsonNode, kind: string): BlockDraft {
  const callId = item.text("call_id");
  const input = inputOf(item);
  const name = item.text("name") ?? kind.replace(/_call$/, "");
  return draftOf(item, {
    role: "tool_use",
    kind,
    ...input,
    keyId: callId,
    identity: `${name}\0${input.text}`,
    toolId: callId ?? item.text("id"),
    toolName: name,
    signed: item.get("encrypted_content")?.isString,
    // What such an item holds beside its input (results, code outputs) is not in the text.
    keepRaw: callId === undefined,
  });
}

/** `arguments` of functions, `input` of custom tools, `action`, `operation` … of built-in ones. */
function inputOf(item: JsonNode): ToolInput {
  for (const key of ["arguments", "input", "action", "operation", "code", "queries"]) {
    const input = item.get(key);
    if (input && input.kind !== "null") return toolInput(input.string() ?? input.raw());
  }
  return { text: "" };
}

function readOutput(item: JsonNode, kind: string): BlockDraft {
  const output = item.get("output") ?? item.get("tools") ?? item.get("result");
  // A local shell's output is named by the call's id alone.
  const id = item.text("call_id") ?? (kind === "local_shell_call_output" ? item.text("id") : undefined);
  return draftOf(item, {
    role: "tool_result",
    kind,
    ...joinedContent(output, readInner),
    keyId: id,
    toolId: id,
    isError: item.text("status") === "failed",
    cacheMark: hasCacheMark(item),
  });
}

function readApproval(item: JsonNode, kind: string): BlockDraft {
  const id = item.text("approval_request_id");
  const text = `${item.get("approve")?.boolean() ? "approved" : "refused"} ${item.text("reason") ?? ""}`.trim();
  return draftOf(item, { role: "tool_result", kind, text, keyId: id, toolId: id });
}
