/**
 * `aperture:plugin/1` for AssemblyScript. A plugin exports `aperture_abi` and `aperture_alloc` from here, and functions of its own:
 *
 *   export { aperture_abi, aperture_alloc } from "…/assemblyscript";
 *   export function aperture_stage(hook: i32, records: usize, count: i32, request: usize, length: i32): i32 { …; return done(); }
 *
 * Compile it with `--use abort=<path of this file>/onAbort`: AssemblyScript's own abort is an import that no host gives.
 */
import * as host from "./host";
import { at, utf8, wish } from "./record";
import { Operation } from "./words";

export { Block, Blocks, Match, textOf } from "./block";
export { Flag, Hook, Level, Pin, Role, Search, Status, Task, Thing, Zone } from "./words";

/** What the host was given room for in this call. */
let given: usize[] = [];

export function aperture_abi(): i32 {
  return 1;
}

export function aperture_alloc(bytes: i32): usize {
  const pointer = heap.alloc(bytes);
  given.push(pointer);
  return pointer;
}

/** To be returned by every export that was given something: the host's buffers are free again. */
export function done(): i32 {
  for (let i = 0; i < given.length; i++) heap.free(given[i]);
  given = [];
  return 0;
}

/** Text that the host handed over: a request, settings, a task's input. */
export function received(pointer: usize, length: i32): string {
  return String.UTF8.decodeUnsafe(pointer, length);
}

export function log(message: string): void {
  say(1, message);
}
export function warn(message: string): void {
  say(2, message);
}

function say(level: i32, message: string): void {
  const bytes = utf8(message);
  host.log(level, at(bytes), bytes.byteLength);
}

/** Says in `aperture_init` what the plugin does: a `Thing`. `name`: a hook such as `after_zone`, an event, an action. */
export function handles(thing: i32, name: string = ""): void {
  const bytes = utf8(name);
  host.handles(thing, at(bytes), bytes.byteLength);
}

/** Text for injection, into a `Zone`; the same key is staged once for a session. */
export function stage(key: string, text: string, zone: i32, priority: i32 = 0, tokenCap: i32 = 0): void {
  wish(Operation.stage, 0, zone + 1, priority, tokenCap, text, 0, key, "");
}
export function unstage(key: string): void {
  wish(Operation.unstage, 0, 0, 0, 0, "", 0, key, "");
}
/** `data`: a JSON object. */
export function emit(event: string, data: string = "{}"): void {
  wish(Operation.emit, 0, 0, 0, 0, data, 0, event, "");
}
export function setModel(model: string, reason: string = ""): void {
  wish(Operation.model, 0, 0, 0, 0, "", 0, model, reason);
}
/** `fields`: a JSON object of temperature, topP, topK, maxOutputTokens, effort. */
export function setSampling(fields: string, reason: string = ""): void {
  wish(Operation.sampling, 0, 0, 0, 0, fields, 0, "", reason);
}
/** The request must not leave; for stages declared with `onError: block`. */
export function refuse(reason: string): void {
  wish(Operation.refuse, 0, 0, 0, 0, "", 0, "", reason);
}

/** JSON that was stored, or null. */
export function kept(key: string): string | null {
  const name = utf8(key);
  const length = host.store_get(at(name), name.byteLength, 0, 0);
  if (length < 0) return null;
  const bytes = new ArrayBuffer(length);
  host.store_get(at(name), name.byteLength, at(bytes), length);
  return String.UTF8.decode(bytes);
}
/** 0, or a `Status`. */
export function keep(key: string, json: string): i32 {
  const name = utf8(key);
  const value = utf8(json);
  return host.store_set(at(name), name.byteLength, at(value), value.byteLength);
}
export function forget(key: string): i32 {
  const name = utf8(key);
  return host.store_remove(at(name), name.byteLength);
}

/** Tasks only: number of the question that `aperture_answer` will be called with, or a `Status`. */
export function ask(capability: string, json: string): i32 {
  const name = utf8(capability);
  const input = utf8(json);
  return host.ask(at(name), name.byteLength, at(input), input.byteLength);
}
/** Tasks only: the result, as JSON. */
export function finish(json: string): void {
  const bytes = utf8(json);
  host.finish(at(bytes), bytes.byteLength);
}

/** For `--use abort=…/onAbort`. */
export function onAbort(message: string | null, file: string | null, line: u32, _column: u32): void {
  const bytes = utf8(`${message ? message : "abort"} in ${file ? file : "?"}:${line}`);
  host.abort(at(bytes), bytes.byteLength);
  unreachable();
}
