import { GuestFault } from "./guest-fault.ts";

/**
 * A guest's memory as imports may touch it: every pointer and length is taken as unsigned and held against the bounds of this very
 * moment, because the guest can grow its memory (which detaches every earlier view) between any two calls.
 */
export class GuestMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  get size(): number {
    return this.#memory.buffer.byteLength;
  }

  /** A view that is valid until the guest runs again. Throws `plugin_failed` where it is not wholly inside. */
  view(pointer: number, length: number, what: string): Uint8Array<ArrayBuffer> {
    const from = pointer >>> 0;
    const bytes = length >>> 0;
    const { buffer } = this.#memory;
    // Both are below 2^32, so the sum is exact.
    if (from + bytes > buffer.byteLength)
      throw new GuestFault("plugin_failed", `${what}: ${bytes} bytes at ${from} are outside of its memory`);
    return new Uint8Array(buffer, from, bytes);
  }

  /** Text copied out. What is not UTF-8 becomes U+FFFD. */
  string(pointer: number, length: number, what: string): string {
    const view = this.view(pointer, length, what);
    return view.length === 0 ? "" : this.#decoder.decode(view);
  }

  /** 32-bit integers copied out, whatever the alignment. */
  integers(pointer: number, count: number, what: string): Int32Array {
    const whole = (count >>> 0) * 4;
    if (whole > 0xffff_ffff)
      throw new GuestFault("plugin_failed", `${what}: ${count >>> 0} records are outside of its memory`);
    const copy = new Int32Array(this.view(pointer, whole, what).length / 4);
    new Uint8Array(copy.buffer).set(this.view(pointer, whole, what));
    return copy;
  }

  /** Copies bytes in; as many as there is room for. Returns how many. */
  write(pointer: number, room: number, bytes: Uint8Array, what: string): number {
    const view = this.view(pointer, room, what);
    const part = bytes.length > view.length ? bytes.subarray(0, view.length) : bytes;
    view.set(part);
    return part.length;
  }

  /** UTF-8 of a text, whole characters, as many as there is room for. Returns bytes written. */
  writeText(pointer: number, room: number, text: string, what: string): number {
    return this.#encoder.encodeInto(text, this.view(pointer, room, what)).written;
  }
}
