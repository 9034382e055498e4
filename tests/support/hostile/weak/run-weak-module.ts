import { execSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { patchOperations } from "@aperture/host/wasm/abi";
import type { Attack } from "../attack.ts";
import { weakCapability } from "./weak-capability.ts";
import { WeakMemory } from "./weak-memory.ts";
import { applyItem, type WeakState } from "./weak-state.ts";

type Call = (...given: number[]) => number;

/** A module on the host's own thread, linked to whatever it names, by a host that believes every pointer. What it answers. */
export async function runWeakModule(attack: Attack, bytes: Uint8Array, state: WeakState): Promise<unknown> {
  let instance: WebAssembly.Instance | undefined;
  let answer: unknown = null;
  const waiting: Promise<void>[] = [];
  const memory = new WeakMemory(() => instance!.exports.memory as WebAssembly.Memory, state.damage);
  const call = (name: string, ...given: number[]): number =>
    (instance!.exports[name] as Call | undefined)?.(...given) ?? 0;
  const say = (text: string): number => state.said.push(text);
  const tell = (to: number, room: number): number => {
    memory.write(to, new Uint8Array(Math.min(room >>> 0, 100_000)).fill(65));
    return room;
  };
  const place = (data: Uint8Array): number => {
    // Before the guest may make it another one.
    void memory.view;
    const pointer = call("aperture_alloc", data.length);
    memory.write(pointer, data);
    return pointer;
  };

  const aperture: Readonly<Record<string, Call>> = {
    string: (_id, to, room) => tell(to!, room!),
    text_length: () => 100,
    text: (_target, _from, to, room) => tell(to!, room!),
    search: (_target, _pattern, _length, _flags, _limit, to, room) => tell(to!, room!),
    count: (_target, pattern, length) =>
      `${"a".repeat(60)}!`.match(new RegExp(memory.text(pattern!, length!)))?.length ?? 0,
    replace(_target, _pattern, _length, _flags, by, byLength) {
      say(memory.text(by!, byLength!));
      return -1;
    },
    patch(pointer, count) {
      // 32 bits hold every size, do they not?
      const records = memory.read(pointer!, Math.imul(count!, 48));
      for (let at = 0; at < count! >>> 0; at++) record(records, at * 48);
      return count!;
    },
    store_get: (_key, _length, to, room) => tell(to!, room!),
    store_set: (key, keyLength, value, length) =>
      say(`${memory.text(key!, keyLength!)} ${memory.text(value!, length!)}`),
    store_remove: (key, length) => say(memory.text(key!, length!)),
    store_keys: (_prefix, _length, to, room) => tell(to!, room!),
    log: (_level, message, length) => say(memory.text(message!, length!)),
    handles: (_what, name, length) => say(memory.text(name!, length!)),
    ask(name, nameLength, json, length) {
      const number = waiting.length + 1;
      const input: unknown = JSON.parse(memory.text(json!, length!));
      waiting.push(
        weakCapability(memory.text(name!, nameLength!), input, state).then((found) => {
          const told = Buffer.from(JSON.stringify(found));
          call("aperture_answer", number, 0, place(told), told.length);
        }),
      );
      return number;
    },
    finish(json, length) {
      answer = memory.text(json!, length!);
      return 0;
    },
    abort: (reason, length) => say(memory.text(reason!, length!)),
    __proto__: () => 0,
  };
  /** What other hosts link because somebody needed it once. */
  const elsewhere: Readonly<Record<string, Call>> = {
    getenv: (name, length, to, _room) => put(to!, process.env[memory.text(name!, length!)] ?? ""),
    environ_get: (_from, _length, to) => put(to!, process.env.APERTURE_TEST_CANARY ?? ""),
    readFileSync: (name, length, to) => put(to!, readFileSync(memory.text(name!, length!), "utf8")),
    system: (command, length) => Number(execSync(memory.text(command!, length!)).length),
  };
  const put = (to: number, text: string): number => {
    memory.write(to, Buffer.from(text));
    return text.length;
  };

  function record(records: Buffer, at: number): void {
    const field = (index: number): number =>
      at + index * 4 + 4 <= records.length ? records.readInt32LE(at + index * 4) : 0;
    const [length, pointer] = [field(7), field(6)];
    const text = length === -1 ? state.texts[-1 - pointer] : memory.text(pointer, length);
    say(memory.text(field(10), field(11)));
    applyItem(state, {
      op: patchOperations[field(0) - 1],
      block: field(1),
      text,
      key: memory.text(field(8), field(9)),
    });
  }

  const compiled = await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  const linked: Record<string, Record<string, Call>> = {};
  for (const { module, name } of WebAssembly.Module.imports(compiled)) {
    linked[module] ??= {};
    if (name === "__proto__") state.damage.push("a prototype was linked");
    Object.defineProperty(linked[module], name, { value: aperture[name] ?? elsewhere[name], enumerable: true });
  }
  instance = await WebAssembly.instantiate(compiled, linked);
  try {
    call("aperture_init", 0, 0);
    if (attack.via === "load") return null;
    if (attack.via === "stage") call("aperture_stage", 2, place(new Uint8Array(64)), 1, place(Buffer.from("{}")), 2);
    else call("aperture_task", 3, place(Buffer.from("{}")), 2);
    await Promise.all(waiting);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
  }
  return answer;
}
