// Runs inside QuickJS, before the plugin and around it. It is no part of the wall: whatever a plugin does to it, it does to itself.
// What is needed of the language is taken before the plugin is loaded, so that a plugin that bends its globals still fails in words.

import { handlersOf, runDispose, runHook, runTask } from "@aperture/sdk/plugin/guest/guest";
import { GuestError } from "@aperture/sdk/plugin/guest/guest-error";
import type { GuestPort } from "@aperture/sdk/plugin/guest-port";

/** Functions of the worker (`worker/host-functions.ts`), as they are inside QuickJS. */
interface HostFunctions extends Omit<GuestPort, "ask" | "records" | "select"> {
  records(): ArrayBuffer;
  select(selector: string): ArrayBuffer;
  ask(ask: number, capability: string, input: string): void;
  /** JSON or text that belongs to the call: `request`, `config`, `task`. */
  given(what: string): string;
  /** Changes when numbers of strings mean others than before. */
  stringsVersion(): number;
  /** A task, or what else was begun, has ended. */
  settled(call: number, ok: boolean, json: string): void;
}

const { parse, stringify } = JSON;
const { apply, construct, deleteProperty } = Reflect;
const slice = String.prototype.slice;
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
const guarded =
  <A extends readonly unknown[], R>(name: keyof HostFunctions) =>
  (...given: A): R => {
    try {
      return apply(host[name] as never, undefined, given as never) as R;
    } catch (error) {
      throw refusal(error);
    }
  };

const asked = new Map<number, { resolve: (json: string) => void; reject: (error: unknown) => void }>();
let asks = 0;
let strings: string[] = [];
let version = -1;

const port: GuestPort = {
  declared: guarded("declared"),
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
  text: guarded("text"),
  select: (selector) => new Int32Array(guarded<[string], ArrayBuffer>("select")(selector)),
  search: guarded("search"),
  count: guarded("count"),
  replace: guarded("replace"),
  outline: guarded("outline"),
  lengthOf: guarded("lengthOf"),
  textOf: guarded("textOf"),
  patch: guarded("patch"),
  stored: guarded("stored"),
  store: guarded("store"),
  storedKeys: guarded("storedKeys"),
  ask: (capability, input) =>
    new PromiseOf((resolve, reject) => {
      asks++;
      guarded<[number, string, string], void>("ask")(asks, capability, input);
      asked.set(asks, { resolve, reject });
    }),
  log: guarded("log"),
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
    host.settled(call, false, failure(error));
    return;
  }
  apply(then, promise, [
    (json: string) => host.settled(call, true, json),
    (error: unknown) => host.settled(call, false, failure(error)),
  ]);
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
    runHook(plugin, hook, port, host.given("request"), host.given("config"));
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
