import type { JsonNode } from "../../document/json-node.ts";
import type { ReadTexts, TextSink, Wrapping } from "./answer-texts.ts";

/** What grows by `<name>.delta` and is said whole by `<name>.done`, in which member, and how it is wrapped. */
const growing: Readonly<Record<string, readonly [member: string, wrapping: Wrapping]>> = {
  "response.output_text": ["text", "text"],
  "response.refusal": ["refusal", "text"],
  "response.function_call_arguments": ["arguments", "json"],
  "response.custom_tool_call_input": ["input", "text"],
  "response.apply_patch_call_operation_diff": ["diff", "text"],
};

/**
 * Where an item holds what the model says to the client or its tools. Reasoning, and tools that the provider runs, are sent
 * back as they came: a value in there could not be taken out again.
 */
const items: Readonly<Record<string, readonly [member: string, wrapping: Wrapping]>> = {
  function_call: ["arguments", "json"],
  custom_tool_call: ["input", "text"],
  local_shell_call: ["action", "text"],
  shell_call: ["action", "text"],
  apply_patch_call: ["operation", "text"],
};

/** Texts and tool arguments in an answer of the Responses API, as SSE events or one response. */
export const openaiResponsesTexts: ReadTexts = (event, sink) => {
  const type = event.text("type") ?? "";
  const channel = `${event.get("output_index")?.number() ?? event.text("item_id") ?? ""}/`;
  const grown = of(growing, type.replace(/\.delta$/, ""));
  if (grown && type.endsWith(".delta"))
    sink.piece(`${channel}${event.get("content_index")?.number() ?? 0}`, event.get("delta"), grown[1]);
  else if (type.endsWith(".done")) sink.close(channel);
  const done = type.endsWith(".done") ? of(growing, type.slice(0, -".done".length)) : undefined;
  if (done) sink.whole(event.get(done[0]), done[1]);
  wholePart(event.get("part"), sink);
  wholeItem(event.get("item"), sink);

  const isBody = event.text("object") === "response";
  const response = isBody ? event : event.get("response");
  for (const item of response?.get("output")?.items() ?? []) wholeItem(item, sink);
  if (response || type === "error") sink.close("");
};

function wholeItem(item: JsonNode | undefined, sink: TextSink): void {
  const type = item?.text("type") ?? "";
  if (type === "message") for (const part of item?.get("content")?.items() ?? []) wholePart(part, sink);
  const said = of(items, type);
  if (said) sink.whole(item?.get(said[0]), said[1]);
}

function wholePart(part: JsonNode | undefined, sink: TextSink): void {
  const type = part?.text("type");
  if (type === "output_text") sink.whole(part?.get("text"), "text");
  else if (type === "refusal") sink.whole(part?.get("refusal"), "text");
}

const of = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
