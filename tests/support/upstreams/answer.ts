/** What a scripted model says; every dialect file turns the same answer into its own wire form. */
export type AnswerPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly text: string; readonly signature: string }
  | { readonly type: "tool"; readonly id: string; readonly name: string; readonly input: Record<string, unknown> }
  /** A free-form tool call (Responses `custom_tool_call`); the other dialects send `{ "input": text }`. */
  | { readonly type: "custom-tool"; readonly id: string; readonly name: string; readonly input: string };

export interface ScriptedAnswer {
  /** Bare id; dialects add their prefix. The same id gives the same bytes. */
  readonly id: string;
  readonly model: string;
  readonly parts: readonly AnswerPart[];
  /** Tokens. */
  readonly usage: { readonly input: number; readonly output: number; readonly cacheRead: number };
}

/** Bytes of one answer and how they are timed. `chunks` are written one by one. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly string[];
  /** Milliseconds before the head, and between chunks. Default 0. */
  readonly thinkMs?: number;
  readonly gapMs?: number;
  /** Breaks off behind this many chunks: `reset` sends a TCP reset, `fin` ends the connection without the last chunk, `hang` stays silent. */
  readonly cut?: { readonly after: number; readonly how: "reset" | "fin" | "hang" };
}

/** Pieces of a text as a streaming model would send them, a few words each. */
export function pieces(text: string): string[] {
  return text.match(/\s*\S+(?:\s+\S+){0,2}\s*|\s+/g) ?? [];
}

export const sseHeaders = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" } as const;
export const jsonHeaders = { "content-type": "application/json" } as const;

/** One SSE event; without a name only the data line is sent, as OpenAI's chat API and Gemini do. */
export const sseEvent = (data: unknown, name?: string): string =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;

/** A whole JSON answer. */
export const jsonReply = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { ...jsonHeaders, ...headers },
  chunks: [JSON.stringify(body)],
});
