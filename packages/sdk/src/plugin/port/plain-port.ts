import { GuestError } from "../guest/guest-error.ts";
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
  /** Bytes that it may keep; null: it may keep nothing. Asked at each write: the user can change it. */
  readonly quota: () => number | null;
  /** Asks the host. Rejects with its refusal. */
  readonly ask: (capability: string, input: Json) => Promise<Json>;
  readonly log: (level: string, message: string) => void;
}

/** What a call left behind. */
export interface PlainOutcome {
  /** As they were recorded: `blocks` and `ref` in them (`GuestPort.patch`). */
  readonly items: readonly unknown[];
  /** What `ref` -1, -2 … stand for. */
  readonly texts: readonly string[];
  /** What was stored; null removes. */
  readonly written: ReadonlyMap<string, Json>;
  /** What it made use of, as it stands in front of the colon of a capability's name; `text`: it read one. */
  readonly used: ReadonlySet<"text" | "storage">;
}

/** A port whose other side is plain functions of the same process: native plugins and the test kit. One for a plugin's whole life. */
export interface PlainPort extends GuestPort {
  /** A call begins with these blocks; what an earlier one left behind is forgotten. */
  begin(lane: LaneView, turn: number): void;
  end(): PlainOutcome;
}

const LONGEST_KEY = 200;
const noBlocks: LaneView = { records: new Int32Array(0), string: () => "", text: () => undefined };

/** Calls one after another: a task that waits while a stage runs keeps its own port. */
export function createPlainPort({ manifest, stored, quota, ask, log }: PlainPortOptions): PlainPort {
  let lane = noBlocks;
  let turn = 1;
  let kit: TextKit = createTextKit(noBlocks);
  let items: unknown[] = [];
  let written = new Map<string, Json>();
  let used = new Set<"text" | "storage">();

  const begin = (blocks: LaneView, number: number): void => {
    lane = blocks;
    turn = number;
    kit = createTextKit({
      ...blocks,
      text: (place) => {
        const text = blocks.text(place);
        // What was refused was not used.
        if (text !== undefined) used.add("text");
        return text;
      },
    });
    items = [];
    written = new Map();
    used = new Set();
  };
  const kept = (key: string): Json | undefined => {
    const value = written.has(key) ? written.get(key) : stored.get(key);
    return value === null ? undefined : value;
  };

  const keys = (): string[] =>
    [...new Set([...stored.keys(), ...written.keys()])].filter((key) => kept(key) !== undefined).sort();
  const sizeWithout = (without: string): number =>
    keys().reduce((sum, key) => (key === without ? sum : sum + bytes(key) + bytes(JSON.stringify(kept(key)))), 0);
  const quotaOrRefuse = (): number => {
    used.add("storage");
    const most = quota();
    if (most === null) throw new GuestError("permission_denied", "this needs the permission storage");
    return most;
  };

  return {
    begin,
    end() {
      const outcome = { items, texts: kit.made, written, used };
      begin(noBlocks, 1);
      return outcome;
    },
    declared: () => manifest,
    records: () => lane.records,
    string: (id) => lane.string(id),
    select: (selector) => selectPlaces(selector, lane, turn),
    text: (place) => kit.text(place),
    containing: (...given) => kit.containing(...given),
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
      quotaOrRefuse();
      const value = kept(key);
      return value === undefined ? undefined : JSON.stringify(value);
    },
    store(key, value) {
      const quota = quotaOrRefuse();
      if (key.length === 0 || key.length > LONGEST_KEY)
        throw new GuestError("plugin_failed", `a key has 1 to ${LONGEST_KEY} characters`);
      if (value !== null && sizeWithout(key) + bytes(key) + bytes(value) > quota)
        throw new GuestError("quota_exceeded", `more than the ${quota} bytes of "storage" in aperture.plugin.json`);
      written.set(key, value === null ? null : (JSON.parse(value) as Json));
    },
    storedKeys(prefix) {
      quotaOrRefuse();
      return JSON.stringify(keys().filter((key) => key.startsWith(prefix)));
    },
    ask: async (capability, input) => JSON.stringify(await ask(capability, JSON.parse(input) as Json)),
    log,
  };
}

const encoder = new TextEncoder();
const bytes = (text: string): number => encoder.encode(text).length;
