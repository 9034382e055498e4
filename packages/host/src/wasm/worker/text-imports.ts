import { Status } from "../abi.ts";
import { GuestFault } from "./guest-fault.ts";
import type { GuestSide } from "./guest-side.ts";
import { createPatterns } from "./search-text.ts";

/** Longer patterns are no patterns. */
const MOST_PATTERN = 10_000;

/** Strings of records, texts of blocks, and what V8 does with them faster than the guest. */
export function textImports(side: GuestSide) {
  const patternOf = createPatterns();
  /** The text, or why there is none: a status. */
  const textOf = (target: number): string | number => {
    const { texts, lane } = side.call();
    const text = texts.at(target);
    if (text !== undefined) return text;
    // A block that there is has a text, which this plugin is not shown.
    return target >= 0 && target < (lane?.count ?? 0) ? Status.denied : Status.none;
  };
  const pattern = (pointer: number, length: number, flags: number) => {
    if (length >>> 0 > MOST_PATTERN)
      throw new GuestFault("plugin_failed", `a pattern has more than ${MOST_PATTERN} bytes`);
    return patternOf(side.memory().string(pointer, length, "pattern"), flags);
  };

  return {
    string(id: number, to: number, room: number): number {
      const text = side.call().lane?.string(id) ?? "";
      side.memory().writeText(to, room, text, "string");
      return Buffer.byteLength(text);
    },
    text_length(target: number): number {
      const text = textOf(target);
      return typeof text === "number" ? text : Buffer.byteLength(text);
    },
    text(target: number, from: number, to: number, room: number): number {
      const memory = side.memory();
      memory.view(to, room, "text");
      const text = textOf(target);
      if (typeof text === "number") return text;
      // Straight into the guest where all of it is wanted, which is the usual case.
      if (from === 0 && room >>> 0 >= Buffer.byteLength(text)) return memory.writeText(to, room, text, "text");
      const bytes = side.call().texts.bytes(target, text);
      return memory.write(to, room, bytes.subarray(Math.min(from >>> 0, bytes.length)), "text");
    },
    search(
      target: number,
      source: number,
      length: number,
      flags: number,
      limit: number,
      to: number,
      room: number,
    ): number {
      const memory = side.memory();
      const places = memory.view(to, room, "search").length >>> 3;
      const wanted = pattern(source, length, flags);
      const text = textOf(target);
      if (typeof text === "number") return text;
      if (!wanted) return Status.invalid;
      const found = side.call().texts.search(text, wanted, Math.min(limit >>> 0, places));
      memory.write(to, room, new Uint8Array(found.buffer), "search");
      return found.length / 2;
    },
    count(target: number, source: number, length: number, flags: number): number {
      const wanted = pattern(source, length, flags);
      const text = textOf(target);
      if (typeof text === "number") return text;
      return wanted ? side.call().texts.count(text, wanted) : Status.invalid;
    },
    /** Handles are below 0 as statuses are: 0 stands for what went wrong. */
    replace(target: number, source: number, length: number, flags: number, by: number, byLength: number): number {
      const wanted = pattern(source, length, flags);
      const replacement = side.memory().string(by, byLength, "replacement");
      const text = textOf(target);
      return typeof text === "number" || !wanted ? 0 : side.call().texts.replace(text, wanted, replacement);
    },
    outline(target: number): number {
      const text = textOf(target);
      return typeof text === "number" ? 0 : side.call().texts.outline(text);
    },
  };
}
