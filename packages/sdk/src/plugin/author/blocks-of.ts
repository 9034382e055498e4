import type { CompressionLevel, Pinned, Zone } from "../../block.ts";
import type { BlockSelector } from "../block-selector.ts";
import type { TextRef } from "../guest/text-ref.ts";
import type { BlockOf } from "./block-of.ts";
import type { Has, If, Reads, UnionToIntersection, Writes } from "./permissions-shape.ts";

/** Blocks in prompt order, read with `at`, `for … of`, `map` and their like: it is no array, there is no `blocks[0]`. */
export interface BlockListView<P> extends Iterable<BlockOf<P>> {
  readonly length: number;
  /** Tokens of what is sent of them now. */
  readonly tokens: number;
  readonly first: BlockOf<P> | undefined;
  readonly last: BlockOf<P> | undefined;
  at(index: number): BlockOf<P> | undefined;
  /** Those that match all fields. Runs beside the guest: many times faster than `filter`. */
  where(selector: BlockSelector): BlocksOf<P>;
  slice(start?: number, end?: number): BlocksOf<P>;
  filter(test: (block: BlockOf<P>, index: number) => boolean): BlocksOf<P>;
  map<T>(make: (block: BlockOf<P>, index: number) => T): T[];
  forEach(visit: (block: BlockOf<P>, index: number) => void): void;
  find(test: (block: BlockOf<P>, index: number) => boolean): BlockOf<P> | undefined;
  some(test: (block: BlockOf<P>, index: number) => boolean): boolean;
  every(test: (block: BlockOf<P>, index: number) => boolean): boolean;
  reduce<T>(join: (sofar: T, block: BlockOf<P>, index: number) => T, start: T): T;
  toArray(): BlockOf<P>[];
}

/** With `blocks.read: "content"`. */
export interface BlockListTexts<P> {
  /** Those in whose text the pattern stands, of those that may be read. Runs beside the guest, one crossing for all. */
  containing(pattern: RegExp | string): BlocksOf<P>;
}

/** Write methods of a list, by what `blocks.write` lists: one crossing of the border, however many blocks. */
interface ListWriteMethods<P> {
  level: { level(level: CompressionLevel, reason?: string): BlocksOf<P> };
  zone: { zone(zone: Zone, reason?: string): BlocksOf<P> };
  pin: { pin(pinned?: Pinned, reason?: string): BlocksOf<P> };
  content: {
    /** A function makes each block's text; where it returns undefined the block stays as it is. */
    content(
      text: string | TextRef | ((block: BlockOf<P>) => string | TextRef | undefined),
      reason?: string,
    ): BlocksOf<P>;
  };
  remove: { remove(reason?: string): BlocksOf<P> };
  redact: { redact(value: string, reason?: string): BlocksOf<P> };
  insert: {
    /** `tail`: behind the newest input; `system`: at the end of the system prompt. The same `key` goes into a lane once. */
    insert(block: {
      readonly behind: BlockOf<P> | "tail" | "system";
      readonly text: string | TextRef;
      readonly key: string;
      readonly reason?: string;
    }): void;
  };
}

/** `blocks` as the permissions `P` allow; without the permission `blocks` there are none. */
export type BlocksOf<P> =
  Has<P, "blocks"> extends true
    ? BlockListView<P> &
        If<Reads<P>, BlockListTexts<P>> &
        ([Writes<P>] extends [never] ? unknown : UnionToIntersection<ListWriteMethods<P>[Writes<P>]>)
    : { readonly length: 0 };
