import { ByteReader } from "./byte-reader.ts";
import { ModuleRefused } from "./module-refused.ts";

/** Ids of sections (core specification 5.5.2). */
export const SectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

export interface Section {
  readonly id: number;
  /** Of its content, in the module's bytes. */
  readonly from: number;
  readonly end: number;
}

/**
 * The sections of a module, in order. Those of later proposals (exception tags, strings) are refused: what they allocate is held in V8's
 * own heap, where no maximum of ours reaches. Whether their content is valid is for `WebAssembly.compile` to say.
 */
export function readSections(bytes: Uint8Array): Section[] {
  const reader = new ByteReader(bytes);
  const head = Array.from({ length: 8 }, () => reader.byte());
  if (head.join() !== "0,97,115,109,1,0,0,0") throw new ModuleRefused("it is no WebAssembly module of version 1");
  const sections: Section[] = [];
  const seen = new Set<number>();
  while (!reader.isDone) {
    const id = reader.byte();
    const length = reader.u32();
    const from = reader.skip(length);
    if (id > SectionId.dataCount) throw new ModuleRefused(`it has a section of kind ${id}, which is not supported`);
    if (id !== SectionId.custom && seen.has(id)) throw new ModuleRefused(`it has two sections of kind ${id}`);
    seen.add(id);
    sections.push({ id, from, end: from + length });
  }
  return sections;
}
