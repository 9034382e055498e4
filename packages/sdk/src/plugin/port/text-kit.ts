import { RECORD_INTS } from "../block-record.ts";
import { GuestError } from "../guest/guest-error.ts";
import { expandReplacement } from "./expand-replacement.ts";
import type { LaneView } from "./lane-view.ts";
import { outlineText } from "./outline-text.ts";

const MOST_MATCHES = 10_000;
/** UTF-16 units of one made text, and of all that a call keeps. */
const LONGEST = 8_000_000;
const LONGEST_TOGETHER = 32_000_000;

type Target = number | string;

/** The text functions of `GuestPort` for one call, for runtimes. Patterns are the guest's: run it only where it can be ended. */
export interface TextKit {
  text(place: number): string;
  containing(places: string, pattern: string, flags: string): Int32Array;
  search(target: Target, pattern: string, flags: string, limit: number): string;
  count(target: Target, pattern: string, flags: string): number;
  replace(target: Target, pattern: string, flags: string, replacement: string): number;
  outline(target: Target): string;
  lengthOf(handle: number): number;
  textOf(handle: number): string;
  /** Texts made so far; the one of handle -1 is the first. */
  readonly made: readonly string[];
}

/** Nothing made yet. */
export function createTextKit(lane: LaneView): TextKit {
  const made: string[] = [];
  let units = 0;

  const text = (place: number): string => {
    const found = lane.text(place);
    if (found !== undefined) return found;
    throw new GuestError("permission_denied", "the text of this block needs the permission blocks.read:content");
  };
  const textOf = (handle: number): string => {
    const found = made[-1 - handle];
    if (found === undefined) throw new GuestError("plugin_failed", "there is no such text in this call");
    return found;
  };
  const resolve = (target: Target): string =>
    typeof target === "string" ? target : target < 0 ? textOf(target) : text(target);

  return {
    text,
    containing(places, pattern, flags) {
      // Without `g` each text is looked at from its front.
      const sought = expression(pattern, flags.replaceAll("g", ""), false);
      const wanted: unknown =
        places === ""
          ? Array.from({ length: lane.records.length / RECORD_INTS }, (_, place) => place)
          : JSON.parse(places);
      if (!Array.isArray(wanted)) throw new TypeError("places are a list of numbers");
      return Int32Array.from(
        wanted.filter((place: number) => {
          const found = lane.text(place);
          return found !== undefined && sought.test(found);
        }),
      );
    },
    textOf,
    lengthOf: (handle) => textOf(handle).length,
    made,
    search(target, pattern, flags, limit) {
      const found: (number | string | null)[][] = [];
      let caught = 0;
      const most = Math.min(MOST_MATCHES, limit);
      if (!(most > 0)) return "[]";
      for (const match of resolve(target).matchAll(expression(pattern, flags, true))) {
        const groups = match.slice(1).map((group) => group ?? null);
        // A group that looks ahead may hold the rest of the text, once for each match.
        caught = groups.reduce((sum, group) => sum + (group?.length ?? 0), caught + match[0].length);
        if (caught > LONGEST) throw tooLong();
        found.push([match.index, match.index + match[0].length, match[0], ...groups]);
        if (found.length >= most) break;
      }
      return JSON.stringify(found);
    },
    count(target, pattern, flags) {
      let count = 0;
      for (const _ of resolve(target).matchAll(expression(pattern, flags, true))) count++;
      return count;
    },
    replace(target, pattern, flags, replacement) {
      let added = 0;
      const result = resolve(target).replace(expression(pattern, flags, false), (match: string, ...rest: unknown[]) => {
        const named = typeof rest.at(-1) === "object" ? (rest.pop() as Record<string, string>) : undefined;
        // Behind the groups stand the place and the whole text.
        const one = expandReplacement(replacement, match, rest.slice(0, -2) as string[], named);
        added += one.length;
        if (added > LONGEST) throw tooLong();
        return one;
      });
      units += result.length;
      if (result.length > LONGEST || units > LONGEST_TOGETHER) throw tooLong();
      return -made.push(result);
    },
    outline: (target) => outlineText(resolve(target)),
  };
}

function expression(pattern: string, flags: string, everywhere: boolean): RegExp {
  // `y` would mean another thing in a search from the front.
  const kept = flags.replaceAll(/[gy]/g, "");
  return new RegExp(pattern, everywhere || flags.includes("g") ? `${kept}g` : kept);
}

const tooLong = () => new GuestError("plugin_failed", `texts of one call are longer than ${LONGEST} characters`);
