import type { LaneView } from "@aperture/sdk/plugin/port/lane-view";
import { selectPlaces } from "@aperture/sdk/plugin/port/select-places";
import { createTextKit, type TextKit } from "@aperture/sdk/plugin/port/text-kit";
import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { GuestOutput } from "./guest-output.ts";
import { LONGEST_LINE } from "./guest-output.ts";
import { type GuestStorage, refusal } from "./guest-storage.ts";
import type { GuestStrings } from "./guest-strings.ts";

/** What the functions work on: changes from call to call. */
export interface HostState {
  /** Blocks of the stage that runs; none in tasks. */
  lane: LaneView;
  turn: number;
  kit: TextKit;
  /** Changes when numbers of strings mean others. */
  stringsVersion: number;
  /** `now`, `request`, `config`, `task`: JSON of the call. */
  readonly given: Map<string, string>;
  readonly used: Set<"metadata" | "content" | "storage">;
  ask(ask: number, capability: string, input: string): void;
  settled(call: number, ok: boolean, json: string): void;
}

export interface HostParts {
  readonly context: QuickJSContext;
  readonly strings: GuestStrings;
  readonly storage: GuestStorage;
  readonly output: GuestOutput;
  readonly state: HostState;
  /** JSON of the manifest. */
  readonly manifest: string;
  /** UTF-16 units that one argument may have. */
  readonly longest: number;
}

export const noBlocks: LaneView = { records: new Int32Array(0), string: () => "", text: () => undefined };

/** Text functions for a call without blocks. */
export const emptyKit = (): TextKit => createTextKit(noBlocks);

type Result = string | number | ArrayBuffer | undefined;

/**
 * Puts the functions that `guest/bootstrap.ts` is written against on the guest's global `host`; it takes them away before the plugin
 * is loaded. Only strings, numbers and copies of bytes cross: no object of this side can be reached through them.
 */
export function defineHostFunctions({ context, strings, storage, output, state, manifest, longest }: HostParts): void {
  const text = (handle: QuickJSHandle | undefined, most = longest) =>
    handle === undefined ? "" : strings.fromGuest(handle, most);
  const number = (handle: QuickJSHandle | undefined) => (handle === undefined ? Number.NaN : context.getNumber(handle));
  const target = (handle: QuickJSHandle | undefined) =>
    handle !== undefined && context.typeof(handle) === "string" ? text(handle) : number(handle);
  const read = <T>(right: "metadata" | "content" | "storage", value: T): T => {
    state.used.add(right);
    return value;
  };

  const functions: Readonly<Record<string, (...given: QuickJSHandle[]) => Result>> = {
    declared: () => manifest,
    given: (what) => state.given.get(text(what)) ?? "null",
    stringsVersion: () => state.stringsVersion,
    // A copy: the guest may write into it.
    records: () => read("metadata", state.lane.records.slice().buffer),
    string: (id) => state.lane.string(number(id)),
    select: (selector) => selectPlaces(text(selector), state.lane, state.turn).slice().buffer,
    text: (place) => read("content", state.kit.text(number(place))),
    search: (what, pattern, flags, limit) =>
      read("content", state.kit.search(target(what), text(pattern, LONGEST_PATTERN), text(flags), number(limit))),
    count: (what, pattern, flags) =>
      read("content", state.kit.count(target(what), text(pattern, LONGEST_PATTERN), text(flags))),
    replace: (what, pattern, flags, replacement) =>
      read("content", state.kit.replace(target(what), text(pattern, LONGEST_PATTERN), text(flags), text(replacement))),
    outline: (what) => read("content", state.kit.outline(target(what))),
    lengthOf: (handle) => state.kit.lengthOf(number(handle)),
    textOf: (handle) => state.kit.textOf(number(handle)),
    patch: (item) => void output.patch(text(item), state.kit.textOf),
    stored: (key) => read("storage", storage.get(text(key))),
    store: (key, value) =>
      void read("storage", storage.set(text(key), context.sameValue(value!, context.null) ? null : text(value))),
    storedKeys: (prefix) => read("storage", storage.keys(text(prefix))),
    ask: (ask, capability, input) => void state.ask(number(ask), text(capability), text(input)),
    log: (level, message) => void output.log(text(level), text(message).slice(0, LONGEST_LINE)),
    settled: (call, ok, json) => void state.settled(number(call), context.sameValue(ok!, context.true), text(json)),
  };

  const host = context.newObject();
  for (const [name, run] of Object.entries(functions)) {
    const handle = context.newFunction(name, (...given) => {
      const result = attempt(() => run(...given));
      if (result === undefined) return context.undefined;
      if (typeof result === "string") return strings.toGuest(result);
      return typeof result === "number" ? context.newNumber(result) : context.newArrayBuffer(result);
    });
    context.setProp(host, name, handle);
    handle.dispose();
  }
  context.setProp(context.global, "host", host);
  host.dispose();
}

/** V8 compiles expressions that are much longer, but in seconds and hundreds of megabytes. */
const LONGEST_PATTERN = 10_000;

/** Refusals keep their code as a name; of other errors of this side the guest hears the message only. */
function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error)) throw refusal("plugin_failed", "it could not be done");
    const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
    throw code === undefined ? error : refusal(code, error.message);
  }
}
