/** A piece of an answer: all of them, one behind the other, are the answer's bytes. */
export interface Frame {
  readonly bytes: Uint8Array;
  /** True where it is a whole event, or a whole JSON value: something to be read. */
  readonly isWhole: boolean;
}

/** Cuts an answer into frames, the same ones wherever its chunks are cut. */
export interface Frames {
  push(bytes: Uint8Array, emit: (frame: Frame) => void): void;
  end(emit: (frame: Frame) => void): void;
}

/** Collects the chunks of a frame under way; what is too long to be read is given out as it is. */
export class FrameBuffer {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #size = 0;
  #isTooLong = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#size === 0 && !this.#isTooLong;
  }

  add(bytes: Uint8Array, emit: (frame: Frame) => void): void {
    if (bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size > this.#limit) this.#isTooLong = true;
    if (this.#isTooLong) this.#release(emit, false);
  }

  /** The frame ends here. */
  close(emit: (frame: Frame) => void): void {
    this.#release(emit, !this.#isTooLong);
    this.#isTooLong = false;
  }

  #release(emit: (frame: Frame) => void, isWhole: boolean): void {
    if (this.#size > 0)
      emit({ bytes: this.#parts.length === 1 ? this.#parts[0]! : join(this.#parts, this.#size), isWhole });
    this.#parts = [];
    this.#size = 0;
  }
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
