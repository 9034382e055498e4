import { type Frame, FrameBuffer, type Frames } from "./frames.ts";

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
/** Bytes of an event that is read; as in `SseParser`. */
const EVENT_LIMIT = 8 << 20;

/**
 * Events with the blank line that ends them; CRLF, CR or LF (WHATWG HTML §9.2.6). An event is given out with the carriage
 * return that ends it: a line feed behind that is a frame of its own, so that no event waits for a byte that may never come.
 */
export class SseFrames implements Frames {
  readonly #buffer: FrameBuffer;
  #isLineEmpty = true;
  #afterCarriageReturn = false;

  constructor(limit: number = EVENT_LIMIT) {
    this.#buffer = new FrameBuffer(limit);
  }

  push(bytes: Uint8Array, emit: (frame: Frame) => void): void {
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      const isSecondHalf = byte === LINE_FEED && this.#afterCarriageReturn;
      this.#afterCarriageReturn = byte === CARRIAGE_RETURN;
      if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
        this.#isLineEmpty = false;
        continue;
      }
      const ends = isSecondHalf ? this.#buffer.isEmpty && start === at : this.#isLineEmpty;
      this.#isLineEmpty = true;
      if (!ends) continue;
      this.#buffer.add(bytes.subarray(start, at + 1), emit);
      this.#buffer.close(emit);
      start = at + 1;
    }
    this.#buffer.add(bytes.subarray(start), emit);
  }

  /** A last event without its blank line is read too: most clients do. */
  end(emit: (frame: Frame) => void): void {
    this.#buffer.close(emit);
  }
}
