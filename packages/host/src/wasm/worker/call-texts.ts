import type { LaneView } from "@aperture/sdk/plugin/port/lane-view";
import { createTextKit } from "@aperture/sdk/plugin/port/text-kit";
import { byteOffsets } from "./byte-offsets.ts";
import { searchText } from "./search-text.ts";

const nothing: LaneView = { records: new Int32Array(0), string: () => "", text: () => undefined };

/**
 * The texts that a call can name: blocks by place (0 and up), and what it made of them by handle (below 0). Handles end with the call; how much
 * they may hold together is bounded by the kit, since they are kept in the thread's heap, outside of the guest's memory.
 */
export class CallTexts {
  readonly #lane: LaneView;
  readonly #kit;
  /** The text read last, as UTF-8: a long one is read in pieces. */
  #encoded: { readonly target: number; readonly bytes: Uint8Array } | null = null;
  /** It read a block's text. */
  wasRead = false;

  constructor(lane: LaneView | null) {
    this.#lane = lane ?? nothing;
    this.#kit = createTextKit(this.#lane);
  }

  /** Undefined where the plugin may not read it, or there is no such thing. */
  at(target: number): string | undefined {
    if (target < 0) return this.#kit.made[-target - 1];
    const text = this.#lane.text(target);
    if (text !== undefined) this.wasRead = true;
    return text;
  }

  bytes(target: number, text: string): Uint8Array {
    if (this.#encoded?.target !== target) this.#encoded = { target, bytes: Buffer.from(text) };
    return this.#encoded.bytes;
  }

  /** Starts and ends in bytes, one after the other. */
  search(text: string, pattern: RegExp, most: number): Uint32Array {
    const found: number[] = [];
    if (most === 0) return new Uint32Array(0);
    // Not measured for the many texts in which nothing is found.
    let bytes: ((unit: number) => number) | undefined;
    searchText(text, pattern, (start, end) => {
      bytes ??= byteOffsets(text);
      found.push(bytes(start), bytes(end));
      return found.length < most * 2;
    });
    return Uint32Array.from(found);
  }

  count(text: string, pattern: RegExp): number {
    let count = 0;
    searchText(text, pattern, () => ++count > 0);
    return count;
  }

  /** Handle of what became of it. Throws where that is too long. */
  replace(text: string, { source, flags }: RegExp, replacement: string): number {
    return this.#kit.replace(text, source, flags, replacement);
  }

  /** Handle of its outline. */
  outline(text: string): number {
    // By replacing all of it, so that outlines count as made texts do.
    return this.#kit.replace(this.#kit.outline(text), "$^", "", "");
  }
}
