// Runs inside QuickJS, before the plugin and around it. It is no part of the wall: whatever a plugin does to it, it does to itself.
// What is needed of the language is taken before the plugin is loaded, so that a plugin that bends its globals still fails in words.

import { handlersOf, runDispose, runHook, runTask } from "@aperture/sdk/plugin/guest/guest";
import { GuestError } from "@aperture/sdk/plugin/guest/guest-error";
import type { GuestPort } from "@aperture/sdk/plugin/guest-port";

/** Functions of the worker (`worker/host-functions.ts`), as they are inside QuickJS. */
interface HostFunctions {
  declared(): string;
  records(): ArrayBuffer;
  string(id: number): string;
  text(place: number): string;
  select(selector: string): ArrayBuffer;
  containing(places: string, text: string, pattern: number): ArrayBuffer;
  /** `where`: a place or handle; NaN: `text` itself. `pattern`: a number that `pattern` was given. */
  search(where: number, text: string, pattern: number, limit: number): string;
  count(where: number, text: string, pattern: number): number;
  replace(where: number, text: string, pattern: number, replacement: string): number;
  outline(where: number, text: string): string;
  pattern(index: number, source: string, flags: string): void;
  lengthOf(handle: number): number;
  textOf(handle: number): string;
  /** JSON of all items of the call. */
  patch(items: string): void;
  stored(key: string): string | undefined;
  store(key: string, value: string): void;
  unstore(key: string): void;
  storedKeys(prefix: string): string;
  log(level: string, message: string): void;
  ask(ask: number, capability: string, input: string): void;
  /** JSON or text that belongs to the call: `request`, `config`, `task`. */
  given(what: string): string;
  /** Changes when numbers of strings mean others than before. */
  stringsVersion(): number;
  /** A task, or what else was begun, has ended. */
  settled(call: number, ok: number, json: string): void;
}

const { parse, stringify } = JSON;
const { apply, construct, deleteProperty } = Reflect;
const { includes, isWellFormed, slice, startsWith } = String.prototype;
const then = Promise.prototype.then;
const PromiseOf = Promise;
const OutOfMemory = (globalThis as unknown as { InternalError: ErrorConstructor }).InternalError;
const scope = globalThis as unknown as { host: HostFunctions; console: unknown };
const host = scope.host;
deleteProperty(globalThis, "host");

/** Codes of refusals that an author's code may catch; the worker throws them as an error's name. */
const refusals = ["permission_denied", "quota_exceeded", "plugin_failed"];
function refusal(error: unknown): unknown {
  const { name, message } = error as Error;
  return refusals.includes(name) ? new GuestError(name, message) : error;
}
function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw refusal(error);
  }
}

const asked = new Map<number, { resolve: (json: string) => void; reject: (error: unknown) => void }>();
let asks = 0;
let strings: string[] = [];
let version = -1;
let items = "";

/** Numbers of patterns by what they are: each crosses once. */
let patterns = new Map<string, number>();
const MOST_PATTERNS = 500;
// Most calls in a row are for the same one, over many blocks.
let lastPattern = { source: "", flags: "", index: -1 };
function patternOf(source: string, flags: string): number {
  if (lastPattern.index >= 0 && lastPattern.source === source && lastPattern.flags === flags) return lastPattern.index;
  const index = indexOf(source, flags);
  lastPattern = { source, flags, index };
  return index;
}
function indexOf(source: string, flags: string): number {
  const name = `${flags}/${source}`;
  const known = patterns.get(name);
  if (known !== undefined) return known;
  if (patterns.size >= MOST_PATTERNS) patterns = new Map();
  const index = patterns.size;
  host.pattern(index, exact(source), flags);
  patterns.set(name, index);
  return index;
}
/** The bindings end a string at a NUL and replace lone surrogates: such ones cross as JSON, which has escapes for both. */
const exact = (text: string): string =>
  apply(includes, text, ["\0"]) || apply(startsWith, text, ["\u0001"]) || !apply(isWellFormed, text, [])
    ? `\u0001${stringify(text)}`
    : text;
const placeOf = (target: number | string): number => (typeof target === "number" ? target : Number.NaN);
const textOf = (target: number | string): string => (typeof target === "number" ? "" : exact(`${target}`));

const port: GuestPort = {
  declared: () => host.declared(),
  records: () => {
    const now = host.stringsVersion();
    if (now !== version) strings = [];
    version = now;
    return new Int32Array(host.records());
  },
  string: (id) => {
    strings[id] ??= host.string(id);
    return strings[id];
  },
  text: (place) => guarded(() => host.text(place)),
  containing: (places, source, flags) =>
    new Int32Array(guarded(() => host.containing(places, "", patternOf(source, flags)))),
  select: (selector) => new Int32Array(guarded(() => host.select(selector))),
  search: (target, source, flags, limit) => {
    try {
      return host.search(placeOf(target), textOf(target), patternOf(source, flags), limit);
    } catch (error) {
      throw refusal(error);
    }
  },
  // Written out: a closure for each block of a long conversation is felt.
  count: (target, source, flags) => {
    try {
      return host.count(placeOf(target), textOf(target), patternOf(source, flags));
    } catch (error) {
      throw refusal(error);
    }
  },
  replace: (target, source, flags, replacement) =>
    guarded(() => host.replace(placeOf(target), textOf(target), patternOf(source, flags), exact(replacement))),
  outline: (target) => guarded(() => host.outline(placeOf(target), textOf(target))),
  lengthOf: (handle) => guarded(() => host.lengthOf(handle)),
  textOf: (handle) => guarded(() => host.textOf(handle)),
  // Handed over together when the stage has ended well: what one wanted that failed does not matter.
  patch: (item) => {
    items += items === "" ? item : `,${item}`;
  },
  stored: (key) => guarded(() => host.stored(exact(key))),
  store: (key, value) => guarded(() => (value === null ? host.unstore(exact(key)) : host.store(exact(key), value))),
  storedKeys: (prefix) => guarded(() => host.storedKeys(exact(prefix))),
  ask: (capability, input) =>
    new PromiseOf((resolve, reject) => {
      asks++;
      guarded(() => host.ask(asks, capability, input));
      asked.set(asks, { resolve, reject });
    }),
  log: (level, message) => host.log(level, exact(message)),
};

/** JSON of why it failed: read without trusting the error, which may be anything and have getters. */
function failure(error: unknown): string {
  let code = "plugin_failed";
  let message = "an error that cannot be read";
  try {
    if (error instanceof OutOfMemory && apply(slice, `${error.message}`, [0, 13]) === "out of memory")
      code = "plugin_out_of_memory";
    if (error instanceof Error) {
      const { name, message: said, stack } = error;
      const [where = ""] = typeof stack === "string" ? stack.split("\n") : [];
      message = `${apply(slice, `${name}`, [0, 80])}: ${apply(slice, `${said}`, [0, 500])} ${apply(slice, where, [0, 200])}`;
    } else message = `threw ${apply(slice, String(error), [0, 500])}`;
  } catch {
    // What is thrown by reading it says nothing more.
  }
  return stringify({ code, message });
}

let now = 0;
let seed = 1;
let plugin: unknown;

function begin(): void {
  now = parse(host.given("now")) as number;
  seed = now % 0x7fffffff || 1;
}

/** Runs `work`; tells the worker how it ended, now or later. */
function settle(call: number, work: () => Promise<string>): void {
  begin();
  let promise: Promise<string>;
  try {
    promise = work();
  } catch (error) {
    host.settled(call, 0, failure(error));
    return;
  }
  const fail = (error: unknown): void => host.settled(call, 0, failure(error));
  const end = (json: string): void => {
    try {
      host.settled(call, 1, json);
    } catch (error) {
      // An answer that is too large.
      fail(error);
    }
  };
  apply(then, promise, [end, fail]);
}

/** Loads the plugin; settles with JSON of its handlers. */
export function boot(call: number): void {
  settle(call, async () => {
    const loaded = (await import("aperture:entry" as string)) as { default?: unknown };
    plugin = loaded.default;
    return stringify(handlersOf(plugin));
  });
}

/** "" or JSON of why it failed. */
export function stage(hook: string): string {
  begin();
  try {
    items = "";
    runHook(plugin, hook, port, host.given("request"), host.given("config"));
    if (items !== "") host.patch(`[${items}]`);
    return "";
  } catch (error) {
    return failure(error);
  }
}

export function task(call: number): void {
  settle(call, () => runTask(plugin, host.given("task"), port, host.given("config")));
}

export function dispose(call: number): void {
  settle(call, async () => {
    await runDispose(plugin);
    return "null";
  });
}

/** What the host says to `ask`: JSON, or why not. */
export function answer(ask: number, ok: boolean, json: string): void {
  const waiting = asked.get(ask);
  asked.delete(ask);
  if (ok) waiting?.resolve(json);
  else {
    const { code, message } = parse(json) as { code: string; message: string };
    waiting?.reject(new GuestError(code, message));
  }
}

// The time is the request's, and chance is the same each time: what a stage sees can be run again with the same outcome.
const RealDate = Date;
function FixedDate(this: unknown, ...given: readonly unknown[]): unknown {
  if (new.target === undefined) return `${new RealDate(now)}`;
  return construct(RealDate, given.length === 0 ? [now] : given, new.target);
}
FixedDate.prototype = RealDate.prototype;
FixedDate.now = () => now;
FixedDate.parse = RealDate.parse;
FixedDate.UTC = RealDate.UTC;
Object.defineProperty(RealDate.prototype, "constructor", { value: FixedDate });
Object.defineProperty(globalThis, "Date", { value: FixedDate, writable: true, configurable: true });
Math.random = () => {
  // Lehmer's generator, 48271 modulo 2³¹ - 1.
  seed = (seed * 48_271) % 0x7fffffff;
  return seed / 0x7fffffff;
};

const say =
  (level: string) =>
  (...parts: unknown[]) =>
    port.log(
      level,
      parts.map((part) => (typeof part === "string" ? part : (stringify(part) ?? String(part)))).join(" "),
    );
scope.console = { log: say("info"), info: say("info"), debug: say("debug"), warn: say("warn"), error: say("error") };
