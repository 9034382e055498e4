import type { CompressionLevel, Pinned, Zone } from "../../block.ts";
import { RECORD_INTS } from "../block-record.ts";
import type { BlockSelector } from "../block-selector.ts";
import { BlockView } from "./block-view.ts";
import { checkSelector } from "./check-selector.ts";
import { type GuestCall, textFields } from "./guest-call.ts";
import { undeclared } from "./guest-error.ts";
import { patternOf } from "./pattern-of.ts";
import type { TextRef } from "./text-ref.ts";
import { type NewText, writeBlocks } from "./write-blocks.ts";

/** What `blocks.insert` takes. The same `key` goes into a lane once. */
export interface NewBlock {
  readonly behind: BlockView | "tail" | "system";
  readonly text: string | TextRef;
  readonly key: string;
  readonly reason?: string;
}

/**
 * Blocks of a call in prompt order: all of them, or those that a selector found. Read with `at`, `first`, `last`, `for … of`, `map`, `filter`
 * and their like: it is no array, there is no `blocks[0]`. Writing records a patch.
 */
export class BlockList {
  readonly #call: GuestCall;
  /** Places, ascending. */
  readonly #places: Int32Array | undefined;
  readonly length: number;

  /** Without `places`: every block of the call. */
  constructor(call: GuestCall, places?: Int32Array) {
    this.#call = call;
    this.#places = places;
    this.length = places ? places.length : call.records.length / RECORD_INTS;
  }

  /** Those that match; runs beside the guest, with one crossing. Throws `TypeError` for a field that is none. */
  where(selector: BlockSelector): BlockList {
    checkSelector(selector);
    const found = this.#call.port.select(JSON.stringify(selector));
    return new BlockList(this.#call, this.#places ? common(this.#places, found) : found);
  }

  /** Those in whose text the pattern stands; runs beside the guest, with one crossing. Blocks that may not be read are left out. */
  containing(pattern: RegExp | string): BlockList {
    if (!this.#call.declared.mayRead()) undeclared("blocks.read:content", '"blocks": { "read": "content" }');
    const places = this.#places ? `[${this.#places.join()}]` : "";
    return new BlockList(this.#call, this.#call.port.containing(places, ...patternOf(pattern)));
  }

  at(index: number): BlockView | undefined {
    const at = index < 0 ? this.length + index : index;
    return at >= 0 && at < this.length ? this.#view(at) : undefined;
  }
  get first(): BlockView | undefined {
    return this.at(0);
  }
  get last(): BlockView | undefined {
    return this.at(-1);
  }

  slice(start?: number, end?: number): BlockList {
    return new BlockList(this.#call, this.#own().slice(start, end));
  }
  filter(test: (block: BlockView, index: number) => boolean): BlockList {
    return new BlockList(
      this.#call,
      this.#own().filter((_, index) => test(this.#view(index), index)),
    );
  }
  map<T>(make: (block: BlockView, index: number) => T): T[] {
    const made: T[] = [];
    for (let index = 0; index < this.length; index++) made.push(make(this.#view(index), index));
    return made;
  }
  forEach(visit: (block: BlockView, index: number) => void): void {
    for (let index = 0; index < this.length; index++) visit(this.#view(index), index);
  }
  find(test: (block: BlockView, index: number) => boolean): BlockView | undefined {
    for (let index = 0; index < this.length; index++) {
      const block = this.#view(index);
      if (test(block, index)) return block;
    }
    return undefined;
  }
  some(test: (block: BlockView, index: number) => boolean): boolean {
    return this.find(test) !== undefined;
  }
  every(test: (block: BlockView, index: number) => boolean): boolean {
    return !this.some((block, index) => !test(block, index));
  }
  reduce<T>(join: (sofar: T, block: BlockView, index: number) => T, start: T): T {
    let value = start;
    for (let index = 0; index < this.length; index++) value = join(value, this.#view(index), index);
    return value;
  }
  /** Tokens of what is sent of them now. */
  get tokens(): number {
    return this.reduce((sum, block) => sum + block.tokens, 0);
  }
  toArray(): BlockView[] {
    return this.map((block) => block);
  }

  [Symbol.iterator](): Iterator<BlockView> {
    let index = 0;
    return {
      next: () =>
        index < this.length ? { done: false, value: this.#view(index++) } : { done: true, value: undefined },
    };
  }

  level(level: CompressionLevel, reason?: string): this {
    writeBlocks.level(this.#call, this.toArray(), level, reason);
    return this;
  }
  zone(zone: Zone, reason?: string): this {
    writeBlocks.zone(this.#call, this.toArray(), zone, reason);
    return this;
  }
  pin(pinned: Pinned = "top", reason?: string): this {
    writeBlocks.pin(this.#call, this.toArray(), pinned, reason);
    return this;
  }
  content(text: NewText, reason?: string): this {
    writeBlocks.content(this.#call, this.toArray(), text, reason);
    return this;
  }
  remove(reason?: string): this {
    writeBlocks.remove(this.#call, this.toArray(), reason);
    return this;
  }
  redact(value: string, reason?: string): this {
    writeBlocks.redact(this.#call, this.toArray(), value, reason);
    return this;
  }

  insert({ behind, text, key, reason }: NewBlock): void {
    this.#call.declared.write("insert");
    const place = behind instanceof BlockView ? behind.n : behind;
    this.#call.patch({ op: "insert", behind: place, key, ...textFields(text), reason });
  }

  toJSON(): BlockView[] {
    return this.toArray();
  }

  #view(index: number): BlockView {
    return new BlockView(this.#call, this.#places ? this.#places[index]! : index);
  }
  #own(): Int32Array {
    return this.#places ?? Int32Array.from({ length: this.length }, (_, index) => index);
  }
}

/** What stands in both; each is ascending. */
function common(left: Int32Array, right: Int32Array): Int32Array {
  const both = new Int32Array(Math.min(left.length, right.length));
  let count = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i]! === right[j]!) {
      both[count++] = left[i++]!;
      j++;
    } else if (left[i]! < right[j]!) i++;
    else j++;
  }
  return both.slice(0, count);
}
