import { createHash } from "node:crypto";

type Part = Record<string, unknown>;
interface Message {
  readonly role: string;
  content: string | Part[];
}

/**
 * A conversation as Claude Code sends it: messages first, system and tools (up to 40 KB) behind them, three cache marks of
 * which the last moves with every turn. A message that loses its mark flips from array to string, as the real client does.
 */
export class Conversation {
  readonly sessionId: string;
  readonly #size: number;
  readonly #words: () => string;
  readonly #frame: { system: Part[]; tools: Part[] };
  readonly #messages: Message[] = [];
  #turn = 0;

  /**
   * `size`: bytes of the body after half of `turns`; the first request is a little smaller, the last a little larger. `results`:
   * tool results that the first one holds at least; without it they are as large as those of later turns.
   */
  constructor(options: { id: string; size: number; turns: number; results?: number }) {
    const hash = createHash("sha256").update(options.id).digest("hex");
    this.sessionId = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
    this.#size = options.size;
    this.#words = wordsFrom(Number.parseInt(hash.slice(0, 8), 16));
    this.#frame = frameOf(Math.min(40_000, options.size * 0.4));
    const history = options.size * (1 - options.turns * 0.005) - 1.02 * Math.min(40_000, options.size * 0.4) - 400;
    const { results } = options;
    const turnSize = results === undefined ? Math.max(600, options.size / 100) : history / results;
    while (this.#written < history) this.#addTurn(turnSize);
  }

  #written = 0;

  /** The next request: the last one and a new turn of about 1 % of the size. `stream` as the real client sends it. */
  next(stream: boolean): Buffer {
    this.#addTurn(this.#size / 100);
    const last = this.#messages.at(-1)!;
    const parts = typeof last.content === "string" ? [{ type: "text", text: last.content }] : last.content;
    const marked = parts.map((part, index) => (index === parts.length - 1 ? { ...part, ...mark } : part));
    const body = {
      model: "claude-bench",
      messages: [...this.#messages.slice(0, -1), { role: last.role, content: marked }],
      system: this.#frame.system,
      tools: this.#frame.tools,
      metadata: { user_id: JSON.stringify({ device_id: "bench", session_id: this.sessionId }) },
      max_tokens: 32_000,
      stream,
    };
    return Buffer.from(JSON.stringify(body));
  }

  #addTurn(size: number): void {
    const number = this.#turn++;
    const id = `toolu_${this.sessionId.slice(0, 8)}${String(number).padStart(6, "0")}`;
    const path = `/home/dev/project/src/module-${number % 37}.ts`;
    const say = this.#text(60);
    const result = this.#text(Math.max(80, size - 420));
    this.#messages.push(
      {
        role: "assistant",
        content: [
          { type: "text", text: say },
          { type: "tool_use", id, name: number % 3 ? "Read" : "Bash", input: { file_path: path, limit: number } },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: result }] },
    );
    if (number % 5 === 0) this.#messages.push({ role: "user", content: this.#text(40) });
    this.#written += size;
  }

  #text(size: number): string {
    let text = "";
    while (text.length < size) text += this.#words();
    return text.slice(0, size);
  }
}

const mark = { cache_control: { type: "ephemeral" } };

/** System and tools are the same in every conversation of a size, as they are in a real client. */
function frameOf(size: number): { system: Part[]; tools: Part[] } {
  const words = wordsFrom(7);
  const text = (length: number) => {
    let out = "";
    while (out.length < length) out += words();
    return out.slice(0, length);
  };
  const system = [
    { type: "text", text: text(60) },
    { type: "text", text: text(size * 0.25), ...mark },
  ];
  const tools = Array.from({ length: 12 }, (_, index) => ({
    name: ["Read", "Bash", "Edit", "Write", "Grep", "Glob", "Task", "Fetch", "Plan", "Skill", "Todo", "Ask"][index],
    description: text((size * 0.75) / 12 - 200),
    input_schema: {
      type: "object",
      properties: { file_path: { type: "string" }, limit: { type: "number" } },
      required: ["file_path"],
    },
  }));
  return { system, tools };
}

const vocabulary =
  'const return import export function "value" => { } (error) null 0x1f file.ts:42 \n \n\t the of and to in is that it read test passes fails café naïve → done'.split(
    " ",
  );

/** Words of code and prose from a seeded generator (xorshift32): quotes, newlines, tabs and some non-ASCII. */
function wordsFrom(seed: number): () => string {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const word = vocabulary[(state >>> 0) % vocabulary.length];
    return (state >>> 0) % 4 === 0 ? `${word}_${(state >>> 0).toString(36)} ` : `${word} `;
  };
}
