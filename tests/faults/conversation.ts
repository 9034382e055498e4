import { readAnswer } from "@aperture/aperture/demo/read-answer";

/** Turns after which a new conversation is begun: bodies stay small. */
const longest = 30;

/** A client that asks, reads the streamed answer to its end, and asks on; one that was cut asks the same again. */
export class Conversation {
  /** Session ids as the client sends them, in order. */
  readonly begun: string[] = [];
  /** Answers that arrived whole. */
  readonly completed: string[] = [];
  readonly #name: string;
  readonly #origin: string;
  #messages: { role: string; content: string }[] = [];

  constructor(name: string, origin: string) {
    this.#name = name;
    this.#origin = origin;
    this.#begin();
  }

  /** One question and its whole answer. Rejects when the connection breaks; the next call resends the same request. */
  async turn(): Promise<void> {
    const response = await fetch(`${this.#origin}/v1/messages`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "claude-cli/2.1.330",
        "x-claude-code-session-id": this.begun.at(-1)!,
      },
      body: JSON.stringify({ model: "m", max_tokens: 100, stream: true, messages: this.#messages }),
    });
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    const blocks = await readAnswer(response.body);
    const text = blocks.map((block) => (block.type === "text" ? block.text : "")).join("");
    this.completed.push(text);
    this.#messages.push({ role: "assistant", content: text }, this.#question());
    if (this.#messages.length > 2 * longest) this.#begin();
  }

  #begin(): void {
    this.begun.push(`${this.#name}-${this.begun.length}`);
    this.#messages = [this.#question()];
  }

  #question() {
    return { role: "user", content: `${this.begun.at(-1)} asks question ${this.completed.length}` };
  }
}
