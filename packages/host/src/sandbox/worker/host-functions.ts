import type { LaneView } from "@aperture/sdk/plugin/port/lane-view";
import { selectPlaces } from "@aperture/sdk/plugin/port/select-places";
import { createTextKit, type TextKit } from "@aperture/sdk/plugin/port/text-kit";
import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { GuestOutput } from "./guest-output.ts";
import { LONGEST_LINE } from "./guest-output.ts";
import { type GuestStorage, refusal } from "./guest-storage.ts";
import type { RawArguments, RawFunction } from "./raw-functions.ts";

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
  /** `createRawFunctions` */
  readonly create: (name: string, run: RawFunction) => QuickJSHandle;
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

/**
 * Puts the functions that `guest/bootstrap.ts` is written against on the guest's global `host`; it takes them away before the plugin
 * is loaded. Only strings, numbers and copies of bytes cross: no object of this side can be reached through them.
 */
export function defineHostFunctions(parts: HostParts): void {
  const { context, create, storage, output, state, manifest, longest } = parts;
  const read = <T>(right: "metadata" | "content" | "storage", value: T): T => {
    state.used.add(right);
    return value;
  };
  /** A text function's target: a place or handle, or NaN and the text itself behind it. */
  const target = (given: RawArguments): number | string => {
    const place = given.number(0);
    return Number.isNaN(place) ? given.text(1, longest) : place;
  };
  const patterns: { source: string; flags: string }[] = [];
  const pattern = (given: RawArguments) => {
    const found = patterns[given.number(2)];
    if (found === undefined) throw refusal("plugin_failed", "there is no such pattern");
    return found;
  };

  const functions: Readonly<Record<string, RawFunction>> = {
    declared: () => manifest,
    given: (given) => state.given.get(given.text(0, longest)) ?? "null",
    stringsVersion: () => state.stringsVersion,
    // A copy: the guest may write into it.
    records: () => read("metadata", state.lane.records.slice().buffer),
    string: (given) => state.lane.string(given.number(0)),
    select: (given) => selectPlaces(given.text(0, longest), state.lane, state.turn).slice().buffer,
    containing(given) {
      const { source, flags } = pattern(given);
      return read("content", state.kit.containing(given.text(0, longest), source, flags)).slice().buffer;
    },
    text: (given) => read("content", state.kit.text(given.number(0))),
    /** A pattern crosses once; `index` is its number, counted from 0. */
    pattern(given) {
      const index = given.number(0);
      if (!(index >= 0 && index < MOST_PATTERNS)) throw refusal("plugin_failed", "too many patterns");
      patterns[index] = { source: given.text(1, LONGEST_PATTERN), flags: given.text(2, 20) };
      return undefined;
    },
    search(given) {
      const { source, flags } = pattern(given);
      return read("content", state.kit.search(target(given), source, flags, given.number(3)));
    },
    count(given) {
      const { source, flags } = pattern(given);
      return read("content", state.kit.count(target(given), source, flags));
    },
    replace(given) {
      const { source, flags } = pattern(given);
      return read("content", state.kit.replace(target(given), source, flags, given.text(3, longest)));
    },
    outline: (given) => read("content", state.kit.outline(target(given))),
    lengthOf: (given) => state.kit.lengthOf(given.number(0)),
    textOf: (given) => state.kit.textOf(given.number(0)),
    patch: (given) => void output.patch(given.text(0, longest), state.kit.textOf),
    stored: (given) => read("storage", storage.get(given.text(0, longest))),
    store: (given) => void read("storage", storage.set(given.text(0, longest), given.text(1, longest))),
    unstore: (given) => void read("storage", storage.set(given.text(0, longest), null)),
    storedKeys: (given) => read("storage", storage.keys(given.text(0, longest))),
    ask: (given) => void state.ask(given.number(0), given.text(1, longest), given.text(2, longest)),
    log: (given) => void output.log(given.text(0, longest), given.text(1, longest).slice(0, LONGEST_LINE)),
    settled: (given) => void state.settled(given.number(0), given.number(1) === 1, given.text(2, longest)),
  };

  const host = context.newObject();
  for (const [name, run] of Object.entries(functions)) {
    const handle = create(name, (given) => named(() => run(given)));
    context.setProp(host, name, handle);
    handle.dispose();
  }
  context.setProp(context.global, "host", host);
  host.dispose();
}

/** V8 compiles expressions that are much longer, but in seconds and hundreds of megabytes. */
const LONGEST_PATTERN = 10_000;
/** Of one plugin at a time; the guest's side begins anew when they are used up. */
const MOST_PATTERNS = 500;

/** Errors of the sdk carry their code beside their name; the guest is told it as the name. */
function named<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string")
      throw refusal(error.code, error.message);
    throw error;
  }
}
