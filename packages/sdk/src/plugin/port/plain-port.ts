import type { GuestPort } from "../guest-port.ts";
import type { Json } from "../json.ts";
import type { LaneView } from "./lane-view.ts";
import { selectPlaces } from "./select-places.ts";
import { createTextKit, type TextKit } from "./text-kit.ts";

export interface PlainPortOptions {
  /** JSON of the manifest. */
  readonly manifest: string;
  /** What is kept for the plugin, by key. */
  readonly stored: ReadonlyMap<string, Json>;
  /** Asks the host. Rejects with its refusal. */
  readonly ask: (capability: string, input: Json) => Promise<Json>;
  readonly log: (level: string, message: string) => void;
}

/** What a call left behind. */
export interface PlainOutcome {
  /** As they were recorded, `blocks` and `ref` in them (`GuestPort.patch`). */
  readonly items: readonly unknown[];
  /** Texts that `ref` -1, -2 … stand for. */
  readonly texts: readonly string[];
  /** What was stored; null removes. */
  readonly written: ReadonlyMap<string, Json>;
}

/** A port whose other side is plain functions of the same process: native plugins and the test kit. One for a plugin's whole life. */
export interface PlainPort extends GuestPort {
  /** A call begins with these blocks; what an earlier one left behind is forgotten. */
  begin(lane: LaneView, turn: number): void;
  end(): PlainOutcome;
}

const noBlocks: LaneView = { records: new Int32Array(0), string: () => "", text: () => undefined };

/** Calls one after another: a task that waits while a stage runs keeps its own port. */
export function createPlainPort({ manifest, stored, ask, log }: PlainPortOptions): PlainPort {
  let lane = noBlocks;
  let turn = 1;
  let kit: TextKit = createTextKit(lane);
  let items: unknown[] = [];
  let written = new Map<string, Json>();

  const begin = (blocks: LaneView, number: number): void => {
    lane = blocks;
    turn = number;
    kit = createTextKit(blocks);
    items = [];
    written = new Map();
  };
  const kept = (key: string): Json | undefined => {
    const value = written.has(key) ? written.get(key) : stored.get(key);
    return value === null ? undefined : value;
  };

  return {
    begin,
    end() {
      const outcome = { items, texts: kit.made, written };
      begin(noBlocks, 1);
      return outcome;
    },
    declared: () => manifest,
    records: () => lane.records,
    string: (id) => lane.string(id),
    select: (selector) => selectPlaces(selector, lane, turn),
    text: (place) => kit.text(place),
    search: (...given) => kit.search(...given),
    count: (...given) => kit.count(...given),
    replace: (...given) => kit.replace(...given),
    outline: (target) => kit.outline(target),
    lengthOf: (handle) => kit.lengthOf(handle),
    textOf: (handle) => kit.textOf(handle),
    patch: (item) => {
      items.push(JSON.parse(item));
    },
    stored(key) {
      const value = kept(key);
      return value === undefined ? undefined : JSON.stringify(value);
    },
    store: (key, value) => {
      written.set(key, value === null ? null : (JSON.parse(value) as Json));
    },
    storedKeys: (prefix) =>
      JSON.stringify(
        [...new Set([...stored.keys(), ...written.keys()])]
          .filter((key) => key.startsWith(prefix) && kept(key) !== undefined)
          .sort(),
      ),
    ask: async (capability, input) => JSON.stringify(await ask(capability, JSON.parse(input) as Json)),
    log,
  };
}
