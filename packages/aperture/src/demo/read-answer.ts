/** An answer's content as a client keeps it and sends it back next turn. */
export type AnswerBlock =
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "text"; text: string }
  | { type: "tool_use"; id: string; name: string; input: unknown };

interface Draft {
  readonly start: Record<string, unknown>;
  text: string;
  signature: string;
}

/** Puts a streamed Messages answer together. Throws when the stream ends before its `message_stop`. */
export async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<readonly AnswerBlock[]> {
  const drafts: Draft[] = [];
  let ended = false;
  for await (const data of eventData(body)) {
    if (data.type === "content_block_start") drafts.push({ start: data.content_block, text: "", signature: "" });
    const draft = drafts.at(-1);
    if (data.type === "content_block_delta" && draft) {
      const { text, thinking, partial_json: json, signature } = data.delta;
      draft.text += text ?? thinking ?? json ?? "";
      draft.signature += signature ?? "";
    }
    if (data.type === "message_stop") ended = true;
  }
  if (!ended) throw new Error("the answer ended before its message_stop");
  return drafts.map(finish);
}

function finish({ start, text, signature }: Draft): AnswerBlock {
  if (start.type === "tool_use") {
    return { type: "tool_use", id: String(start.id), name: String(start.name), input: JSON.parse(text || "{}") };
  }
  return start.type === "thinking" ? { type: "thinking", thinking: text, signature } : { type: "text", text };
}

interface StreamEvent {
  readonly type: string;
  readonly content_block: Record<string, unknown>;
  readonly delta: { text?: string; thinking?: string; partial_json?: string; signature?: string };
}

async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const line = event.split("\n").find((candidate) => candidate.startsWith("data: "));
      if (line) yield JSON.parse(line.slice(6)) as StreamEvent;
    }
  }
}
