import type { LaneView } from "@aperture/sdk/plugin/port/lane-view";
import { createTextKit } from "@aperture/sdk/plugin/port/text-kit";
import { byteOffsets } from "./byte-offsets.ts";
import type { Pattern } from "./search-text.ts";

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
  search(text: string, { source, flags }: Pattern, most: number): Uint32Array {
    const found: number[] = [];
    if (most === 0) return new Uint32Array(0);
    const bytes = byteOffsets(text);
    for (const match of text.matchAll(new RegExp(source, flags))) {
      found.push(bytes(match.index), bytes(match.index + match[0].length));
      if (found.length >= most * 2) break;
    }
    return Uint32Array.from(found);
  }

  count(text: string, { source, flags }: Pattern): number {
    return this.#kit.count(text, source, flags);
  }

  /** Handle of what became of it. Throws where that is too long. */
  replace(text: string, { source, flags }: Pattern, replacement: string): number {
    return this.#kit.replace(text, source, flags, replacement);
  }

  /** Handle of its outline. */
  outline(text: string): number {
    // By replacing all of it, so that outlines count as made texts do.
    return this.#kit.replace(this.#kit.outline(text), "$^", "", "");
  }
}
