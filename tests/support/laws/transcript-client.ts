import { requestBodies } from "@aperture/engine/dialects/testing/shapes";
import type { Transcript, TranscriptMessage, TranscriptPart } from "@aperture/engine/dialects/testing/transcript";
import { partsOf } from "@aperture/engine/dialects/testing/transcript";
import type { DialectId } from "@aperture/sdk";

/** Turns of a recording that a client lives through. */
const WINDOW = 24;

/**
 * An agent that replays some turns of a recorded session, and now and then does what agents do to their own history: clears
 * old results, compacts, goes back.
 */
export class TranscriptClient {
  readonly dialect: DialectId;
  readonly #recording: Transcript;
  /** Messages so far, the newest of the user's or a tool's. */
  #history: readonly TranscriptMessage[];
  /** Messages of the window that have not been said yet. */
  #coming: readonly TranscriptMessage[];
  /** Histories as they were sent, to go back to. */
  #sent: (readonly TranscriptMessage[])[] = [];
  #models = 0;
  #asked = 0;

  /** @param where in [0, 1): where in the recording it begins. */
  constructor(recording: Transcript, dialect: DialectId, where: number) {
    this.dialect = dialect;
    this.#recording = recording;
    const { turns, messages } = recording;
    const first = Math.floor(where * Math.max(1, turns.length - WINDOW / 2));
    const last = Math.min(first + WINDOW, turns.length - 1);
    const opening = messages.slice(0, turns[0]!.upto);
    this.#history = opening;
    // The opening, and from some answer on what really followed: calls and results stay together.
    this.#coming = messages.slice(turns[first]!.upto, turns[last]!.upto);
  }

  get history(): readonly TranscriptMessage[] {
    return this.#history;
  }

  get isDone(): boolean {
    return this.#coming.length === 0;
  }

  get model(): string {
    return this.#models % 2 === 0 ? this.#recording.model : "claude-sonnet-4-5-20250929";
  }

  /** The request as the agent writes it. */
  body(): string {
    this.#sent.push(this.#history);
    return this.write(this.#history);
  }

  write(messages: readonly TranscriptMessage[]): string {
    const transcript = { ...this.#recording, model: this.model, messages, turns: [{ upto: messages.length }] };
    const [request] = requestBodies(transcript, this.dialect);
    return Buffer.from(request!.body).toString();
  }

  /** What the model will answer to the request that was just made: the recording's next message. */
  get answer(): readonly TranscriptPart[] {
    const [next] = this.#coming;
    return next?.role === "assistant" ? partsOf(next) : [{ type: "text", text: "That is all." }];
  }

  /** The answer is in: it and what the tools said to it are the next request's. */
  goOn(): void {
    const answer = this.#coming.findIndex(({ role }) => role === "user");
    const upto = answer < 0 ? this.#coming.length : answer + 1;
    this.#history = [...this.#history, ...this.#coming.slice(0, upto)];
    this.#coming = this.#coming.slice(upto);
    if (upto === 0 || this.#history.at(-1)?.role === "assistant") this.#ask();
  }

  #ask(): void {
    const isOpen = this.#history.at(-1)?.role === "user";
    const answered = isOpen ? this.#history.concat({ role: "assistant", content: [...this.answer] }) : this.#history;
    this.#history = [...answered, { role: "user", content: `And what about number ${++this.#asked}?` }];
  }

  /** The oldest results that still say something are cleared. */
  clearResults(count: number): void {
    let left = count;
    this.#history = this.#history.map((message) => {
      if (typeof message.content === "string" || message.role !== "user") return message;
      const content = message.content.map((part) => {
        if (part.type !== "tool_result" || part.content === cleared || left <= 0) return part;
        left--;
        return { ...part, content: cleared };
      });
      return { ...message, content };
    });
  }

  /** All that was said becomes one summary; the recording goes on behind it. */
  compact(): void {
    const last = this.#history.at(-1)!;
    const isText = partsOf(last).every(({ type }) => type === "text");
    const summary = `This session is being continued. Summary of ${this.#history.length} messages: they went well.`;
    const pair = isText ? [last] : this.#history.slice(-2);
    this.#history = [
      { role: "user", content: summary },
      ...(pair[0]!.role === "user" ? [{ role: "assistant" as const, content: [said("Understood.")] }] : []),
      ...pair,
    ];
  }

  /** Back to an earlier request; with other words the conversation forks there. */
  rewind(turns: number, isFork: boolean): void {
    const earlier = this.#sent.at(-1 - turns);
    if (!earlier) return;
    const dropped = this.#history.slice(earlier.length);
    const isSame = this.#history.slice(0, earlier.length).every((message, at) => message === earlier[at]);
    this.#history = earlier;
    // What was said since comes again, as far as it followed from there.
    if (isSame) this.#coming = [...dropped, ...this.#coming];
    else if (this.#coming[0]?.role === "user") this.#coming = this.#coming.slice(1);
    if (!isFork) return;
    const last = earlier.at(-1)!;
    this.#history = [
      ...earlier.slice(0, -1),
      { ...last, content: [...partsOf(last), said(`Another way, please (${++this.#asked}).`)] },
    ];
  }

  switchModel(): void {
    this.#models++;
  }
}

const cleared = "[Old tool result content cleared]";
const said = (text: string): TranscriptPart => ({ type: "text", text });
