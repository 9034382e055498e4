import type { IncomingMessage } from "node:http";
import { type BodyCopy, inMegabytes } from "./decode-body.ts";

/** Read ahead of the upstream while nothing is kept; what is kept anyway may as well be read at once. */
const readAhead = 1024 * 1024;

/**
 * A request's body on its way to the upstream, chunk by chunk, while the same chunks (references, no copies) are kept for
 * whoever records. Up to `keep` bytes it is read as fast as it comes, so that a client that leaves is noticed at once;
 * above that nothing is kept, and the upstream's pace is the client's.
 */
export class RequestBody implements AsyncIterable<Uint8Array> {
  readonly #source: IncomingMessage;
  readonly #keep: number;
  readonly #onProgress: () => void;
  #kept: Uint8Array[] | null;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #size = 0;
  #complete = false;
  #failure: Error | null = null;
  #wake: () => void = () => {};
  /** Resolves when nothing more comes: the last byte did, or the client left. */
  readonly ended: Promise<void>;

  /** `keep` 0: nothing is kept. `onProgress` is called for every chunk that comes. */
  constructor(source: IncomingMessage, options: { keep: number; onProgress: () => void }) {
    this.#source = source;
    this.#keep = options.keep;
    this.#onProgress = options.onProgress;
    this.#kept = Number(source.headers["content-length"] ?? 0) > options.keep ? null : [];
    source.on("data", this.#take).once("end", this.#end);
    this.ended = new Promise((resolve) => source.once("end", resolve).once("close", resolve));
  }

  /** Bytes read so far. */
  get size(): number {
    return this.#size;
  }

  get complete(): boolean {
    return this.#complete;
  }

  #take = (chunk: Uint8Array): void => {
    this.#size += chunk.byteLength;
    if (this.#size > this.#keep) this.#kept = null;
    this.#kept?.push(chunk);
    if (this.#failure !== null) return;
    this.#queue.push(chunk);
    this.#queued += chunk.byteLength;
    if (this.#queued > (this.#kept === null ? readAhead : this.#keep)) this.#source.pause();
    this.#onProgress();
    this.#wake();
  };

  #end = (): void => {
    this.#complete = true;
    this.#wake();
  };

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const chunk = this.#queue.shift();
      if (chunk !== undefined) {
        this.#queued -= chunk.byteLength;
        if (this.#queued <= readAhead / 2 && this.#source.isPaused()) this.#source.resume();
        yield chunk;
      } else if (this.#complete) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  /** What was kept, as one piece; asked for once. A single chunk is handed on as it is. */
  copy(): BodyCopy {
    if (!this.#complete) {
      this.#kept = null;
      return { bytes: null, reason: "incomplete" };
    }
    if (this.#kept === null) return { bytes: null, reason: `larger than ${inMegabytes(this.#keep)}` };
    const [only] = this.#kept;
    const bytes = this.#kept.length === 1 && only !== undefined ? only : Buffer.concat(this.#kept);
    this.#kept = [];
    return { bytes, reason: null };
  }

  /**
   * Nobody reads on, only the copy grows. The rest is drained: an answer sent over unread bytes would be lost to a reset
   * (RFC 9112 §9.6).
   */
  discard(failure: Error): void {
    this.#failure ??= failure;
    this.#queue = [];
    this.#queued = 0;
    this.#source.resume();
    this.#wake();
  }
}
