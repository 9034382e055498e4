import type { Frame, Frames } from "./frames.ts";
import { JsonFrames } from "./json-frames.ts";
import { SseFrames } from "./sse-frames.ts";

/** Nothing of it is read: a web page. */
const unread: Frames = {
  push: (bytes, emit) => emit({ bytes, isWhole: false }),
  end: () => {},
};

/** Frames of an answer whose form is seen by its first byte; the content type is believed only where that does not say. */
export class AnswerFrames implements Frames {
  readonly #contentType: string;
  #frames: Frames | null = null;
  isStream = false;

  constructor(contentType: string) {
    this.#contentType = contentType;
  }

  push(bytes: Uint8Array, emit: (frame: Frame) => void): void {
    if (this.#frames) this.#frames.push(bytes, emit);
    else this.#begin(bytes, emit);
  }

  #begin(bytes: Uint8Array, emit: (frame: Frame) => void): void {
    const at = bytes.findIndex((byte) => !isBlank(byte));
    const blank = at < 0 ? bytes.length : at;
    // Gateways keep a connection alive with blanks in front of the answer: they do not wait.
    if (blank > 0) emit({ bytes: bytes.subarray(0, blank), isWhole: false });
    if (at < 0) return;
    this.#frames = this.#framesFor(bytes[at]!);
    this.#frames.push(bytes.subarray(at), emit);
  }

  end(emit: (frame: Frame) => void): void {
    this.#frames?.end(emit);
  }

  #framesFor(first: number): Frames {
    if (first === 0x3c) return unread;
    this.isStream = first !== 0x7b && first !== 0x5b && !/json|html|^text\/plain/i.test(this.#contentType);
    return this.isStream ? new SseFrames() : new JsonFrames();
  }
}

/** White space and the bytes of a byte order mark. */
const isBlank = (byte: number): boolean =>
  byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xef || byte === 0xbb || byte === 0xbf;
