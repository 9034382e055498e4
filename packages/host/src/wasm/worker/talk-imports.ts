import { handledThings, Status } from "../abi.ts";
import { GuestFault } from "./guest-fault.ts";
import type { GuestSide } from "./guest-side.ts";

const MOST_HANDLED = 500;
const MOST_NAME = 200;
const MOST_MESSAGE = 4_000;
const MOST_OPEN = 32;
const MOST_ASKED = 10_000;

/** What a guest wants changed, says, asks and answers. */
export function talkImports(side: GuestSide) {
  /** Its beginning; all of it must be inside of the memory. */
  const short = (pointer: number, length: number, most: number, what: string) => {
    const { length: bytes } = side.memory().view(pointer, length, what);
    return side.memory().string(pointer, Math.min(bytes, most), what);
  };
  const whole = (pointer: number, length: number, what: string) => {
    if (length >>> 0 > side.limits.output)
      throw new GuestFault("plugin_bad_answer", `${what} is larger than ${side.limits.output} bytes`);
    return side.memory().string(pointer, length, what);
  };

  return {
    patch(records: number, count: number): number {
      const { patch } = side.call();
      if (!patch) throw new GuestFault("plugin_failed", "patch: only stages change blocks; tasks ask for operations");
      return patch.add(records, count);
    },
    log(level: number, message: number, length: number): void {
      const call = side.call();
      const line = short(message, length, MOST_MESSAGE, "log");
      if (++call.logLines <= side.limits.logLines) side.log(level, line);
    },
    handles(what: number, name: number, length: number): void {
      const { handled } = side.call();
      const thing = handledThings[what];
      if (thing === undefined || handled.length >= MOST_HANDLED)
        throw new GuestFault("plugin_failed", `handles: there is no ${what}, or it is called too often`);
      handled.push({ what: thing, name: short(name, length, MOST_NAME, "handles") });
    },
    ask(capability: number, nameLength: number, input: number, length: number): number {
      const call = side.call();
      if (call.kind !== "task") return Status.denied;
      const name = short(capability, nameLength, MOST_NAME, "ask");
      const json = whole(input, length, "a question");
      if (call.open.size >= MOST_OPEN || call.asked >= MOST_ASKED) return Status.busy;
      call.asked++;
      const question = side.ask(name, json);
      call.open.add(question);
      return question;
    },
    finish(json: number, length: number): void {
      const call = side.call();
      if (call.kind !== "task") throw new GuestFault("plugin_failed", "finish: only tasks have a result");
      call.result = whole(json, length, "its result");
    },
    abort(reason: number, length: number): never {
      throw new GuestFault("plugin_failed", short(reason, length, 500, "abort") || "it gave up");
    },
  };
}
