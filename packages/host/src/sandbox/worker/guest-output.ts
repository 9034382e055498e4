import type { CrossedPatch } from "../../border/read-patch.ts";
import type { GuestLimits } from "../../border/runner.ts";
import { refusal } from "./guest-storage.ts";

/** What a guest says and wants in a call, held to its limits while it comes, so that it is never kept in full first. */
export interface GuestOutput {
  /** A stage begins. */
  begin(): void;
  /** JSON of a patch item; `textOf` gives the text of a handle in it. Throws an error named `plugin_failed`. */
  patch(item: string, textOf: (handle: number) => string): void;
  /** What was recorded since `begin`. */
  takePatch(): CrossedPatch;
  log(level: string, message: string): void;
  /** Lines since the last time, and how many there were no room for. */
  takeLogs(): { logs: (readonly [string, string])[]; droppedLogs: number };
}

/** UTF-16 units of one line. */
export const LONGEST_LINE = 2_000;
const MOST_ITEMS = 10_000;

/** Nothing said yet. */
export function createGuestOutput(limits: GuestLimits): GuestOutput {
  let items: string[] = [];
  let texts: string[] = [];
  let units = 0;
  let logs: (readonly [string, string])[] = [];
  let droppedLogs = 0;

  function count(more: number): void {
    units += more;
    if (units > limits.output) throw refusal("plugin_failed", `the patch is larger than ${limits.output} bytes`);
  }
  return {
    begin() {
      items = [];
      texts = [];
      units = 2;
    },
    patch(item, textOf) {
      if (items.length >= MOST_ITEMS) throw refusal("plugin_failed", `a patch has at most ${MOST_ITEMS} items`);
      count(item.length + 1);
      items.push(
        withTexts(item, (handle) => {
          const text = textOf(handle);
          count(text.length);
          return -texts.push(text);
        }),
      );
    },
    takePatch: () => ({ json: `[${items.join(",")}]`, texts }),
    log(level, message) {
      if (logs.length < limits.logLines) logs.push([level, message]);
      else droppedLogs++;
    },
    takeLogs() {
      const said = { logs, droppedLogs };
      logs = [];
      droppedLogs = 0;
      return said;
    },
  };
}

/** Handles are the guest's; what crosses are places in the texts that cross with the patch. */
function withTexts(item: string, send: (handle: number) => number): string {
  if (!item.includes('"ref"')) return item;
  const parsed: unknown = JSON.parse(item);
  if (typeof parsed !== "object" || parsed === null || !Object.hasOwn(parsed, "ref")) return item;
  const { ref, ...rest } = parsed as { ref: unknown };
  if (typeof ref !== "number") throw refusal("plugin_failed", "a text's reference is a number");
  return JSON.stringify({ ...rest, ref: send(ref) });
}
