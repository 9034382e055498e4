import { type Frame, FrameBuffer, type Frames } from "./frames.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const isOpening = (byte: number): boolean => byte === 0x7b || byte === OPEN_LIST;
const isClosing = (byte: number): boolean => byte === 0x7d || byte === 0x5d;
/** Bytes of a value that is read; as in `observeAnswer`. */
const VALUE_LIMIT = 32 << 20;

/**
 * A JSON object as one frame; of a JSON list (Gemini's chunks without `alt=sse`) each element as one. What stands between is given
 * out as it comes. Brackets and quotes are counted, nothing is validated.
 */
export class JsonFrames implements Frames {
  readonly #buffer: FrameBuffer;
  /** Depth at which the frames' brackets open: 1 in a list, -1 before it is known. */
  #base = -1;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  constructor(limit: number = VALUE_LIMIT) {
    this.#buffer = new FrameBuffer(limit);
  }

  push(bytes: Uint8Array, emit: (frame: Frame) => void): void {
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const step = this.#step(bytes[at]!);
      if (step === 0) continue;
      const end = step > 0 ? at : at + 1;
      if (step > 0) this.#between(bytes.subarray(start, end), emit);
      else {
        this.#buffer.add(bytes.subarray(start, end), emit);
        this.#buffer.close(emit);
      }
      start = end;
    }
    const rest = bytes.subarray(start);
    if (this.#depth > this.#base && this.#base >= 0) this.#buffer.add(rest, emit);
    else this.#between(rest, emit);
  }

  end(emit: (frame: Frame) => void): void {
    this.#buffer.close((frame) => emit({ ...frame, isWhole: false }));
  }

  #between(bytes: Uint8Array, emit: (frame: Frame) => void): void {
    if (bytes.length > 0) emit({ bytes, isWhole: false });
  }

  /** 1 where a frame begins with this byte, -1 where it ends with it, else 0. */
  #step(byte: number): number {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isInString = false;
      return 0;
    }
    if (byte === QUOTE) this.#isInString = true;
    else if (isOpening(byte)) {
      if (this.#base < 0) this.#base = byte === OPEN_LIST ? 1 : 0;
      return this.#depth++ === this.#base ? 1 : 0;
    } else if (isClosing(byte) && this.#depth > 0) return --this.#depth === this.#base ? -1 : 0;
    return 0;
  }
}
