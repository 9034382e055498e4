import type { CompressionLevel, Pinned, Zone } from "../../block.ts";
import { levels, pins, zones } from "../block-record.ts";
import type { BlockView } from "./block-view.ts";
import { type GuestCall, textFields } from "./guest-call.ts";
import { oneOf } from "./guest-error.ts";
import type { TextRef } from "./text-ref.ts";

/** A text, or how to make one of each block; a function that returns undefined leaves the block as it is. */
export type NewText = string | TextRef | ((block: BlockView) => string | TextRef | undefined);

type Blocks = readonly BlockView[];

/** What lists and single blocks record, each with one crossing, however many blocks there are. */
export const writeBlocks = {
  level: (call: GuestCall, blocks: Blocks, level: CompressionLevel, reason?: string): void =>
    write(call, "level", blocks, { level: oneOf("level", level, levels), reason }),

  zone: (call: GuestCall, blocks: Blocks, zone: Zone, reason?: string): void =>
    write(call, "zone", blocks, { zone: oneOf("zone", zone, zones), reason }),

  pin: (call: GuestCall, blocks: Blocks, pinned: Pinned, reason?: string): void =>
    write(call, "pin", blocks, { pinned: oneOf("pinned", pinned, pins), reason }),

  remove: (call: GuestCall, blocks: Blocks, reason?: string): void => write(call, "remove", blocks, { reason }),

  redact(call: GuestCall, blocks: Blocks, value: string, reason?: string): void {
    if (typeof value !== "string" || value.length < 4)
      throw new TypeError("a value to be hidden has at least 4 characters");
    write(call, "redact", blocks, { text: value, reason });
  },

  /** With a function: one crossing for each block that gets another text. */
  content(call: GuestCall, blocks: Blocks, text: NewText, reason?: string): void {
    if (typeof text === "function")
      for (const block of blocks) {
        const made = text(block);
        if (made !== undefined) write(call, "content", [block], { ...textFields(made), reason });
      }
    else write(call, "content", blocks, { ...textFields(text), reason });
  },
};

function write(call: GuestCall, op: string, blocks: Blocks, fields: Readonly<Record<string, unknown>>): void {
  call.declared.write(op);
  if (blocks.length === 0) return;
  const which = blocks.length === 1 ? { block: blocks[0]!.n } : { blocks: blocks.map((block) => block.n) };
  call.patch({ op, ...which, ...fields });
}
