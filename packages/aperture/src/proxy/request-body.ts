import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type BodyCopy, inMegabytes } from "./decode-body.ts";

/** Read ahead of the upstream while nothing is kept; what is kept anyway may as well be read at once. */
const readAhead = 1024 * 1024;

/**
 * A request's body on its way to the upstream, chunk by chunk, while the same chunks (references, no copies) are kept for
 * whoever records. Up to `keep` bytes it is read as fast as it comes, so that a client that leaves is noticed at once;
 * above that nothing is kept, and the upstream's pace is the client's.
 */
export class RequestBody extends Readable {
  readonly #source: IncomingMessage;
  readonly #keep: number;
  readonly #onProgress: () => void;
  #kept: Uint8Array[] | null;
  /** Bytes that came and were not read yet. */
  #queued = 0;
  #size = 0;
  #complete = false;
  #failure: Error | null = null;
  /** Resolves when nothing more comes: the last byte did, or the client left. */
  readonly ended: Promise<void>;
  /** Resolves when it is clear whether all of it can be had at once: false where it is too large, or the client left. */
  readonly whole: Promise<boolean>;
  #tooLarge = (): void => {};

  /** `keep` 0: nothing is kept. `onProgress` is called for every chunk that comes. */
  constructor(source: IncomingMessage, options: { keep: number; onProgress: () => void }) {
    // As objects: undici would give a short chunked body that is here already a Content-Length.
    super({ objectMode: true, highWaterMark: 1 });
    // Who reads is told by undici; nobody else listens.
    this.on("error", () => {});
    this.#source = source;
    this.#keep = options.keep;
    this.#onProgress = options.onProgress;
    this.#kept = Number(source.headers["content-length"] ?? 0) > options.keep ? null : [];
    this.whole = Promise.race([
      new Promise<boolean>((resolve) => {
        this.#tooLarge = () => resolve(false);
      }),
      new Promise<boolean>((resolve) => {
        source.once("end", () => resolve(true)).once("close", () => resolve(this.#complete));
      }),
    ]);
    if (this.#kept === null) this.#tooLarge();
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
    if (this.#size > this.#keep) {
      this.#kept = null;
      this.#tooLarge();
    }
    this.#kept?.push(chunk);
    if (this.#failure !== null || this.destroyed) return;
    const waiting = this.readableLength;
    this.push(chunk);
    // What a reader that keeps up did not take at once.
    if (this.readableLength > waiting) this.#queued += chunk.byteLength;
    if (this.#queued > (this.#kept === null ? readAhead : this.#keep)) this.#source.pause();
    this.#onProgress();
  };

  #end = (): void => {
    this.#complete = true;
    if (this.#failure === null) this.push(null);
  };

  /** The source is never asked: it comes by itself, and is held up in `#take`. */
  override _read(): void {}

  override read(size?: number): Uint8Array | null {
    const chunk = super.read(size) as Uint8Array | null;
    if (chunk !== null) this.#queued -= chunk.byteLength;
    if (this.#queued <= readAhead / 2 && this.#source.isPaused()) this.#source.resume();
    return chunk;
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
    this.#queued = 0;
    this.destroy(failure);
    this.#source.resume();
  }
}
