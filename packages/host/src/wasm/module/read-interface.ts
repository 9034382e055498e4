import { ByteReader } from "./byte-reader.ts";
import { ModuleRefused } from "./module-refused.ts";
import { type Section, SectionId } from "./read-sections.ts";

/** A function's type: bytes of value types (core specification 5.3.1), 0x7f is i32. */
export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export interface ModuleInterface {
  readonly imports: readonly { readonly module: string; readonly name: string; readonly type: FunctionType }[];
  /** By name. A function's type, or what else it is. */
  readonly exports: ReadonlyMap<string, FunctionType | "table" | "memory" | "global">;
}

/** More of them have no use in a plugin, and each costs V8 memory that is not the guest's. */
const most = { types: 2_000, imports: 200, functions: 50_000, exports: 2_000, parameters: 100 } as const;
const otherExports = [undefined, "table", "memory", "global"] as const;

/** What the module takes and gives. Throws `ModuleRefused` for imports that are no functions. */
export function readInterface(bytes: Uint8Array, sections: readonly Section[]): ModuleInterface {
  const list = (id: number, limit: number, each: (reader: ByteReader) => void) => {
    const section = sections.find((one) => one.id === id);
    if (!section) return;
    const reader = new ByteReader(bytes, section.from, section.end);
    const count = reader.u32();
    if (count > limit) throw new ModuleRefused(`its section of kind ${id} has ${count} entries; at most ${limit}`);
    for (let i = 0; i < count; i++) each(reader);
  };

  const types: FunctionType[] = [];
  list(SectionId.type, most.types, (reader) => types.push(functionType(reader)));
  const typeAt = (index: number) => {
    const type = types[index];
    if (!type) throw new ModuleRefused("a function in it has no type");
    return type;
  };

  const imports: { module: string; name: string; type: FunctionType }[] = [];
  const functions: FunctionType[] = [];
  list(SectionId.import, most.imports, (reader) => {
    const module = reader.name();
    const name = reader.name();
    const kind = reader.byte();
    if (kind !== 0) {
      const what = otherExports[kind] ?? "thing";
      throw new ModuleRefused(`it imports the ${what} ${module}.${name}; only functions can be imported`);
    }
    const type = typeAt(reader.u32());
    imports.push({ module, name, type });
    functions.push(type);
  });
  list(SectionId.function, most.functions, (reader) => functions.push(typeAt(reader.u32())));

  const exports = new Map<string, FunctionType | "table" | "memory" | "global">();
  list(SectionId.export, most.exports, (reader) => {
    const name = reader.name();
    const kind = reader.byte();
    const index = reader.u32();
    const what = kind === 0 ? functions[index] : otherExports[kind];
    if (!what) throw new ModuleRefused(`its export ${name} is nothing that can be exported`);
    exports.set(name, what);
  });
  return { imports, exports };
}

/**
 * Only plain function types: structures and arrays of the garbage-collection proposal (0x4e, 0x4f, 0x50, 0x5e, 0x5f) are allocated in
 * V8's heap, beside the memory that has a maximum.
 */
function functionType(reader: ByteReader): FunctionType {
  const form = reader.byte();
  if (form !== 0x60)
    throw new ModuleRefused("it has types of the garbage-collection proposal, which are not supported");
  return { parameters: valueTypes(reader), results: valueTypes(reader) };
}

/** i32, i64, f32, f64, v128, funcref, externref. */
const valueTypeBytes = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);

function valueTypes(reader: ByteReader): number[] {
  const count = reader.u32();
  if (count > most.parameters) throw new ModuleRefused(`a function in it takes more than ${most.parameters} values`);
  return Array.from({ length: count }, () => {
    const type = reader.byte();
    if (!valueTypeBytes.has(type)) throw new ModuleRefused("it has a value type that is not supported");
    return type;
  });
}
