import { ByteReader } from "./byte-reader.ts";
import { checkInterface } from "./check-interface.ts";
import { ModuleRefused } from "./module-refused.ts";
import { readInterface } from "./read-interface.ts";
import { readSections, type Section, SectionId } from "./read-sections.ts";
import { writeU32 } from "./write-u32.ts";

/** Bytes of a WebAssembly page. */
export const PAGE = 65_536;
/** Bytes. What Rust and AssemblyScript make of a stage has 2 to 200 KB; compiling takes V8 about ten times the size. */
export const MOST_MODULE_BYTES = 4 * 1024 * 1024;
/** Entries of a table, 8 bytes each in V8 and outside of the memory: what `table.grow` could take without a maximum. */
const MOST_TABLE_ENTRIES = 16_384;
const MOST_TABLES = 4;
const MOST_SEGMENTS = 10_000;
const MOST_GLOBALS = 2_000;

/**
 * The module as it may be run: checked against the ABI, its memory's maximum lowered to `memoryBytes`, its tables' too, custom sections left
 * out. V8 enforces a declared maximum, and there is no other way to hold a memory that the module itself makes. Throws `ModuleRefused`.
 */
export function limitModule(bytes: Uint8Array, memoryBytes: number): Uint8Array<ArrayBuffer> {
  if (bytes.length > MOST_MODULE_BYTES)
    throw new ModuleRefused(`it has ${bytes.length} bytes; at most ${MOST_MODULE_BYTES}`);
  const sections = readSections(bytes);
  checkInterface(readInterface(bytes, sections));
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  for (const section of sections) {
    const content = limited(bytes, section, Math.floor(memoryBytes / PAGE));
    if (content) parts.push(Uint8Array.from([section.id, ...writeU32(content.length)]), content);
  }
  return joined(parts);
}

/** The section's content as it may be; undefined: it is left out. */
function limited(bytes: Uint8Array, { id, from, end }: Section, pages: number): Uint8Array | undefined {
  const reader = () => new ByteReader(bytes, from, end);
  if (id === SectionId.custom) return undefined;
  if (id === SectionId.memory) return memorySection(reader(), pages);
  if (id === SectionId.table) return tableSection(reader());
  if (id === SectionId.global) atMost(reader().u32(), MOST_GLOBALS, "globals");
  if (id === SectionId.data) atMost(reader().u32(), MOST_SEGMENTS, "data segments");
  if (id === SectionId.element) atMost(reader().u32(), MOST_SEGMENTS, "element segments");
  return bytes.subarray(from, end);
}

function memorySection(reader: ByteReader, pages: number): Uint8Array {
  atMost(reader.u32(), 1, "memories");
  if (reader.isDone) throw new ModuleRefused("it has no memory");
  const flags = reader.byte();
  // Bits: 1 maximum, 2 shared, 4 64-bit, 8 page size of its own.
  if (flags > 1) throw new ModuleRefused("its memory is shared or 64-bit; only a plain one is supported");
  const least = reader.u32();
  const most = flags === 1 ? reader.u32() : pages;
  if (least > pages)
    throw new ModuleRefused(`its memory begins with ${least * PAGE} bytes; it is given at most ${pages * PAGE}`);
  return Uint8Array.from([1, 1, ...writeU32(least), ...writeU32(Math.min(most, pages))]);
}

function tableSection(reader: ByteReader): Uint8Array {
  const count = reader.u32();
  atMost(count, MOST_TABLES, "tables");
  const tables: number[] = [];
  for (let i = 0; i < count; i++) {
    const type = reader.byte();
    if (type !== 0x70 && type !== 0x6f) throw new ModuleRefused("it has a table of a type that is not supported");
    const flags = reader.byte();
    if (flags > 1) throw new ModuleRefused("it has a 64-bit table, which is not supported");
    const least = reader.u32();
    atMost(least, MOST_TABLE_ENTRIES, "entries in a table");
    const most = flags === 1 ? reader.u32() : MOST_TABLE_ENTRIES;
    tables.push(type, 1, ...writeU32(least), ...writeU32(Math.min(most, MOST_TABLE_ENTRIES)));
  }
  return Uint8Array.from([...writeU32(count), ...tables]);
}

function atMost(count: number, most: number, what: string): void {
  if (count > most) throw new ModuleRefused(`it has ${count} ${what}; at most ${most}`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
