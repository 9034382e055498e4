/** Characters of one event's data that are kept; a longer event is dropped. */
const EVENT_LIMIT = 8 << 20;

export interface SseEvent {
  /** The `event:` field, "message" where there is none. */
  readonly name: string;
  readonly data: string;
}

/**
 * Server-sent events from bytes that are cut anywhere (WHATWG HTML §9.2.6): CRLF, CR or LF, comments, several data
 * lines, a byte order mark. Events above 8 MB are dropped and counted; nothing else is held back than the event under way.
 */
export class SseParser {
  /** Events that were too long to be read. */
  dropped = 0;
  readonly #emit: (event: SseEvent) => void;
  readonly #limit: number;
  readonly #decoder = new TextDecoder();
  #line = "";
  /** True once the line under way has a character, kept or not. */
  #isInsideLine = false;
  #afterCarriageReturn = false;
  #name = "";
  #data = "";
  #hasData = false;
  #isTooLong = false;

  constructor(emit: (event: SseEvent) => void, limit: number = EVENT_LIMIT) {
    this.#emit = emit;
    this.#limit = limit;
  }

  push(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text === "") return;
    let at = this.#afterCarriageReturn && text.startsWith("\n") ? 1 : 0;
    this.#afterCarriageReturn = false;
    let feed = text.indexOf("\n", at);
    let carriage = text.indexOf("\r", at);
    while (feed >= 0 || carriage >= 0) {
      const end = carriage < 0 || (feed >= 0 && feed < carriage) ? feed : carriage;
      this.#takeLine(text.slice(at, end));
      at = end + 1;
      if (end === carriage) {
        if (at === text.length) this.#afterCarriageReturn = true;
        else if (at === feed) at++;
        carriage = text.indexOf("\r", at);
      }
      if (feed >= 0 && feed < at) feed = text.indexOf("\n", at);
    }
    this.#keep(text.slice(at));
  }

  #keep(part: string): void {
    if (part === "") return;
    this.#isInsideLine = true;
    if (this.#isTooLong) return;
    this.#line += part;
    if (this.#line.length + this.#data.length > this.#limit) this.#giveUp();
  }

  #takeLine(end: string): void {
    this.#keep(end);
    const line = this.#line;
    const isBlank = !this.#isInsideLine;
    this.#line = "";
    this.#isInsideLine = false;
    if (isBlank) this.#dispatch();
    // Of an event that is given up only the blank line behind it is looked for.
    else if (!this.#isTooLong) this.#readField(line);
  }

  #readField(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field !== "data" && field !== "event") return;
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.#name = value;
    else {
      this.#data = this.#hasData ? `${this.#data}\n${value}` : value;
      this.#hasData = true;
    }
  }

  #giveUp(): void {
    this.#isTooLong = true;
    this.#line = "";
    this.#data = "";
  }

  #dispatch(): void {
    const event = { name: this.#name || "message", data: this.#data };
    const isWhole = this.#hasData && !this.#isTooLong;
    if (this.#isTooLong) this.dropped++;
    this.#name = "";
    this.#data = "";
    this.#hasData = false;
    this.#isTooLong = false;
    if (isWhole) this.#emit(event);
  }
}
