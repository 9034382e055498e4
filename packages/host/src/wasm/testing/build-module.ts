import { IMPORT_MODULE } from "../abi.ts";
import { writeU32 } from "../module/write-u32.ts";

/** An assembler for modules no compiler would make. */

export const I32 = 0x7f;
export const I64 = 0x7e;

/** Signed LEB128, for `i32.const`. */
function writeS32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Instructions that the tests use (core specification 5.4). */
export const code = {
  unreachable: [0x00],
  drop: [0x1a],
  end: [0x0b],
  add: [0x6a],
  const: (value: number) => [0x41, ...writeS32(value)],
  const64: (value: number) => [0x42, ...writeS32(value)],
  call: (index: number) => [0x10, ...writeU32(index)],
  get: (local: number) => [0x20, ...writeU32(local)],
  set: (local: number) => [0x21, ...writeU32(local)],
  getGlobal: (index: number) => [0x23, ...writeU32(index)],
  setGlobal: (index: number) => [0x24, ...writeU32(index)],
  /** Address and value on the stack. */
  store: [0x36, 0x02, 0x00],
  load: [0x28, 0x02, 0x00],
  grow: [0x40, 0x00],
  size: [0x3f, 0x00],
  /** For ever. */
  loop: [0x03, 0x40, 0x0c, 0x00, 0x0b],
} as const;

export interface FunctionSource {
  readonly name?: string;
  readonly parameters?: readonly number[];
  readonly results?: readonly number[];
  /** i32s behind the parameters. */
  readonly locals?: number;
  /** Without the last `end`. */
  readonly body: readonly number[];
}

export interface ModuleSource {
  readonly imports?: readonly {
    readonly module?: string;
    readonly name: string;
    readonly parameters: readonly number[];
    readonly results: readonly number[];
  }[];
  /** Their indices begin behind those of the imports. */
  readonly functions?: readonly FunctionSource[];
  /** The whole content of the section. */
  readonly memory?: readonly number[];
  readonly table?: readonly number[];
  /** i32s that can be set. */
  readonly globals?: readonly number[];
  readonly exports?: readonly { readonly name: string; readonly kind: number; readonly index: number }[];
  /** Index of a function. */
  readonly start?: number;
  readonly data?: readonly { readonly at: number; readonly bytes: readonly number[] }[];
  /** Put in front of everything else. */
  readonly sections?: readonly { readonly id: number; readonly content: readonly number[] }[];
}

export function buildModule(source: ModuleSource): Uint8Array<ArrayBuffer> {
  const {
    imports = [],
    functions = [],
    memory = [1, 0, 1],
    table,
    globals = [],
    exports = [],
    start,
    data = [],
  } = source;
  const types: number[][] = [];
  const typeOf = (parameters: readonly number[], results: readonly number[]) =>
    types.push([0x60, ...vector(parameters.map((type) => [type])), ...vector(results.map((type) => [type]))]) - 1;

  const imported = imports.map(({ module = IMPORT_MODULE, name, parameters, results }) => [
    ...text(module),
    ...text(name),
    0,
    ...writeU32(typeOf(parameters, results)),
  ]);
  const declared = functions.map(({ parameters = [], results = [] }) => writeU32(typeOf(parameters, results)));
  const named = functions.flatMap(({ name }, index) =>
    name === undefined ? [] : [{ name, kind: 0, index: imports.length + index }],
  );
  const exported = [...named, ...exports].map(({ name, kind, index }) => [...text(name), kind, ...writeU32(index)]);
  const bodies = functions.map(({ locals = 0, body }) => {
    const whole = [...(locals > 0 ? [1, ...writeU32(locals), I32] : [0]), ...body, ...code.end];
    return [...writeU32(whole.length), ...whole];
  });
  const segments = data.map(({ at, bytes }) => [
    0,
    ...code.const(at),
    ...code.end,
    ...vector(bytes.map((byte) => [byte])),
  ]);

  const section = (id: number, content: readonly number[] | undefined) =>
    content && content.length > 0 ? [id, ...writeU32(content.length), ...content] : [];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...(source.sections ?? []).flatMap(({ id, content }) => section(id, content)),
    ...section(1, vector(types)),
    ...section(2, imported.length > 0 ? vector(imported) : []),
    ...section(3, vector(declared)),
    ...section(4, table),
    ...section(5, memory),
    ...section(6, vector(globals.map((value) => [I32, 1, ...code.const(value), ...code.end]))),
    ...section(7, vector(exported)),
    ...section(8, start === undefined ? [] : writeU32(start)),
    ...section(10, vector(bodies)),
    ...section(11, segments.length > 0 ? vector(segments) : []),
  ]);
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...writeU32(items.length), ...items.flat()];
}

function text(value: string): number[] {
  const bytes = [...Buffer.from(value)];
  return [...writeU32(bytes.length), ...bytes];
}
