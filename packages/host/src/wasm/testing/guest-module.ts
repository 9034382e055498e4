import { type AbiExport, type AbiImport, abiExports, abiImports } from "../abi.ts";
import { buildModule, code, type FunctionSource, I32, type ModuleSource } from "./build-module.ts";

/** Where the guest's allocator gives room, again and again the same. */
export const ROOM = 4_096;

const i32s = (count: number) => Array<number>(count).fill(I32);

/** Bodies by export. `imports` are called by their place in the list. */
export interface GuestSource extends Omit<ModuleSource, "imports" | "functions"> {
  readonly imports?: readonly AbiImport[];
  readonly bodies?: Partial<Record<AbiExport, readonly number[]>>;
  /** Behind the exports of the ABI. */
  readonly more?: readonly FunctionSource[];
  /** i32s that every body has behind its parameters. */
  readonly locals?: number;
  /** Exports of the ABI that are left out. */
  readonly without?: readonly AbiExport[];
}

const usual: Partial<Record<AbiExport, readonly number[]>> = {
  aperture_abi: code.const(1),
  aperture_alloc: code.const(ROOM),
  aperture_stage: code.const(0),
};

/** A module that speaks the ABI and does what the test says. */
export function guestModule({
  imports = [],
  bodies = {},
  more = [],
  locals = 0,
  without = [],
  ...rest
}: GuestSource): Uint8Array<ArrayBuffer> {
  const all = { ...usual, ...bodies };
  const functions = (Object.keys(abiExports) as AbiExport[]).flatMap((name): FunctionSource[] => {
    const body = all[name];
    if (body === undefined || without.includes(name)) return [];
    const { parameters, result } = abiExports[name];
    return [{ name, parameters: i32s(parameters), results: i32s(result ? 1 : 0), locals, body }];
  });
  return buildModule({
    imports: imports.map((name) => {
      const { parameters, result } = abiImports[name];
      return { name, parameters: i32s(parameters), results: i32s(result ? 1 : 0) };
    }),
    functions: [...functions, ...more],
    exports: [{ name: "memory", kind: 2, index: 0 }],
    ...rest,
  });
}

/** Index that a function of `more` has, behind these. */
export const indexOfMore = (imports: number, exports: number, place = 0) => imports + exports + place;

/** Calls an import with constants; its result is dropped. */
export function callImport(index: number, name: AbiImport, ...values: readonly number[]): number[] {
  const { result } = abiImports[name];
  return [...values.flatMap((value) => code.const(value)), ...code.call(index), ...(result ? code.drop : [])];
}
