import { canaries } from "../attack.ts";

const NEAR = 4_096;

/** A guest's memory as a host sees it that does not look where pointers lead: its own data stands right before and behind it. */
export class WeakMemory {
  readonly #memory: () => WebAssembly.Memory;
  readonly #damage: string[];
  readonly #own = Buffer.alloc(NEAR, `${canaries.memory} `);
  /** Made once, as a program does that does not know that memory can grow. */
  #view: Uint8Array | undefined;

  constructor(memory: () => WebAssembly.Memory, damage: string[]) {
    this.#memory = memory;
    this.#damage = damage;
  }

  get view(): Uint8Array {
    this.#view ??= new Uint8Array(this.#memory().buffer);
    return this.#view;
  }

  /** What stands there, whose ever it is. */
  read(pointer: number, length: number): Buffer {
    const all = Buffer.concat([this.#own, new Uint8Array(this.#memory().buffer), this.#own]);
    const from = Math.max(0, NEAR + pointer);
    return all.subarray(from, from + Math.min(length >>> 0, 1_000_000));
  }

  text(pointer: number, length: number): string {
    return this.read(pointer, length).toString("latin1");
  }

  write(pointer: number, bytes: Uint8Array): void {
    const { view } = this;
    if (view.length === 0) throw new TypeError("the memory is detached");
    if (pointer < 0 || pointer + bytes.length > view.length) this.#damage.push("memory of the host was overwritten");
    for (let at = 0; at < bytes.length; at++) view[pointer + at] = bytes[at]!;
  }
}
