import type { CrossedPatch } from "../../border/read-patch.ts";
import type { GuestLimits } from "../../border/runner.ts";
import { refusal } from "./guest-storage.ts";

/** What a guest says and wants in a call, held to its limits while it comes, so that it is never kept in full first. */
export interface GuestOutput {
  /** A stage begins: nothing is wanted yet. */
  begin(): void;
  /** JSON of all patch items; `textOf` gives the text of a handle in them. Throws an error named `plugin_failed`. */
  patch(list: string, textOf: (handle: number) => string): void;
  /** What was recorded since `begin`. */
  takePatch(): CrossedPatch;
  log(level: string, message: string): void;
  /** Lines since the last time, and how many there were no room for. */
  takeLogs(): { logs: (readonly [string, string])[]; droppedLogs: number };
}

/** UTF-16 units of one line. */
export const LONGEST_LINE = 2_000;

/** Nothing said yet. */
export function createGuestOutput(limits: GuestLimits): GuestOutput {
  let patch: CrossedPatch = { json: "[]", texts: [] };
  let logs: (readonly [string, string])[] = [];
  let droppedLogs = 0;

  return {
    begin() {
      patch = { json: "[]", texts: [] };
    },
    patch(list, textOf) {
      let units = 0;
      const count = (more: number): void => {
        units += more;
        if (units > limits.output) throw refusal("plugin_failed", `the patch is larger than ${limits.output} bytes`);
      };
      count(list.length);
      const texts: string[] = [];
      const json = withTexts(list, (handle) => {
        const text = textOf(handle);
        count(text.length);
        return -texts.push(text);
      });
      patch = { json, texts };
    },
    takePatch: () => patch,
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
function withTexts(list: string, send: (handle: number) => number): string {
  if (!list.includes('"ref"')) return list;
  const items: unknown = JSON.parse(list);
  if (!Array.isArray(items)) return list;
  return JSON.stringify(items.map((item: unknown) => withText(item, send)));
}

function withText(item: unknown, send: (handle: number) => number): unknown {
  if (typeof item !== "object" || item === null || !Object.hasOwn(item, "ref")) return item;
  const { ref, ...rest } = item as { ref: unknown };
  if (typeof ref !== "number") throw refusal("plugin_failed", "a text's reference is a number");
  return { ...rest, ref: send(ref) };
}
