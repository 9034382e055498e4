import { levels, pins, zones } from "@aperture/sdk/plugin/block-record";
import type { CrossedPatch } from "../../border/read-patch.ts";
import { PATCH_INTS, PatchField, patchOperations } from "../abi.ts";
import type { CallTexts } from "./call-texts.ts";
import { GuestFault } from "./guest-fault.ts";
import type { GuestMemory } from "./guest-memory.ts";

type Item = Record<string, unknown>;

/** What `Patch` takes. */
const MOST_ITEMS = 10_000;

/**
 * What a call wants changed, out of packed records. Everything is copied out of the guest's memory first; here only the form is changed, to the
 * one in which every runtime's patches cross (`read-patch.ts`), where it is validated.
 */
export class CallPatch {
  readonly #memory: () => GuestMemory;
  readonly #texts: CallTexts;
  /** Bytes that may come back. */
  readonly #room: number;
  readonly #items: Item[] = [];
  readonly #long: string[] = [];
  #count = 0;
  #units = 0;
  /** The last item, where the next block can be added to it. */
  #open: { readonly item: Item; readonly blocks: number[] } | null = null;

  constructor(memory: () => GuestMemory, texts: CallTexts, room: number) {
    this.#memory = memory;
    this.#texts = texts;
    this.#room = room;
  }

  /** Throws `plugin_failed` for pointers that lead out of the memory, `plugin_bad_answer` for records that mean nothing or are too many. */
  add(pointer: number, count: number): number {
    const many = count >>> 0;
    if (this.#count + many > MOST_ITEMS)
      throw new GuestFault("plugin_bad_answer", `it has more than ${MOST_ITEMS} items`);
    const records = this.#memory().integers(pointer, many * PATCH_INTS, "patch");
    for (let at = 0; at < records.length; at += PATCH_INTS) this.#one(records.subarray(at, at + PATCH_INTS));
    this.#count += many;
    return many;
  }

  crossed(): CrossedPatch {
    return { json: JSON.stringify(this.#items), texts: this.#long };
  }

  #one(record: Int32Array): void {
    const number = record[PatchField.operation]!;
    const op = patchOperations[number - 1];
    if (op === undefined) throw new GuestFault("plugin_bad_answer", `there is no operation ${number}`);
    if (record[PatchField.reserved] !== 0)
      throw new GuestFault("plugin_bad_answer", `a reserved field of ${op} is not 0`);
    const block = record[PatchField.block]!;
    const a = record[PatchField.a]!;
    const text = (name: string): Item => this.#text(record, name);
    const key = () => this.#string(record[PatchField.key]!, record[PatchField.keyLength]!, "key");
    const reason: Item = record[PatchField.reasonLength] === 0 ? {} : { reason: this.#reason(record) };

    if (op === "zone") this.#forBlock({ op, zone: zones[a], ...reason }, block);
    else if (op === "pin") this.#forBlock({ op, pinned: pins[a], ...reason }, block);
    else if (op === "level") this.#forBlock({ op, level: levels[a], ...reason }, block);
    else if (op === "remove") this.#forBlock({ op, ...reason }, block);
    else if (op === "content" || op === "redact") this.#push({ op, block, ...text("text"), ...reason });
    else if (op === "insert")
      this.#push({ op, behind: [block, "tail", "system"][a], key: key(), ...text("text"), ...reason });
    else if (op === "stage") this.#push({ op, key: key(), ...text("text"), ...stagingOf(record), ...reason });
    else if (op === "unstage") this.#push({ op, key: key() });
    else if (op === "note") this.#push({ op, block: block === 0 ? null : block, ...text("text") });
    else if (op === "emit") this.#push({ op, event: key(), data: this.#json(record, op) });
    else if (op === "model") this.#push({ op, model: key(), ...reason });
    else if (op === "sampling") this.#push({ ...this.#json(record, op), op, ...reason });
    else this.#push({ op, ...reason });
  }

  /** Successive blocks of which the same is wanted become one item: it is smaller, and read in one go. */
  #forBlock(item: Item, block: number): void {
    const last = this.#open;
    if (last && sameFields(last.item, item)) {
      last.blocks.push(block);
      return;
    }
    const blocks = [block];
    this.#push({ ...item, blocks });
    this.#open = { item, blocks };
  }

  #push(item: Item): void {
    this.#open = null;
    this.#items.push(item);
  }

  /** Text as `ref` (-1: the first) to where the long ones stand beside the JSON. */
  #text(record: Int32Array, name: string): Item {
    const length = record[PatchField.textLength]!;
    const pointer = record[PatchField.text]!;
    if (length !== -1 && length >>> 0 < 200) return { [name]: this.#string(pointer, length, name) };
    const text = length === -1 ? this.#texts.at(pointer) : this.#string(pointer, length, name);
    if (text === undefined || (length === -1 && pointer >= 0))
      throw new GuestFault("plugin_bad_answer", `there is no text with the handle ${pointer}`);
    if (length === -1) this.#spend(text.length);
    this.#long.push(text);
    return { ref: -this.#long.length };
  }

  #reason(record: Int32Array): string {
    return this.#string(record[PatchField.reason]!, record[PatchField.reasonLength]!, "reason");
  }

  /** An object of our own fields: what a guest calls `__proto__` stays a name like any other. */
  #json(record: Int32Array, op: string): Item {
    const json = this.#string(record[PatchField.text]!, record[PatchField.textLength]!, op);
    try {
      const value: unknown = json === "" ? {} : JSON.parse(json);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Item;
    } catch {
      // Told below.
    }
    throw new GuestFault("plugin_bad_answer", `what ${op} says is no JSON object`);
  }

  #string(pointer: number, length: number, what: string): string {
    this.#spend(length >>> 0);
    return this.#memory().string(pointer, length, what);
  }

  #spend(units: number): void {
    this.#units += units;
    if (this.#units > this.#room) throw new GuestFault("plugin_bad_answer", `it is larger than ${this.#room} bytes`);
  }
}

/** 0 stands for what is usual: recency and 4,000 tokens. Zones count from 1 here. */
function stagingOf(record: Int32Array): Item {
  const zone = record[PatchField.a]!;
  const cap = record[PatchField.c]!;
  return {
    ...(zone === 0 ? {} : { zone: zones[zone - 1] ?? null }),
    priority: record[PatchField.b]!,
    ...(cap === 0 ? {} : { tokenCap: cap }),
  };
}

function sameFields(one: Item, other: Item): boolean {
  return (
    one.op === other.op &&
    one.zone === other.zone &&
    one.pinned === other.pinned &&
    one.level === other.level &&
    one.reason === other.reason
  );
}
