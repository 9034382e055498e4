import { abiExports, abiImports, type FunctionShape, IMPORT_MODULE } from "../abi.ts";
import { ModuleRefused } from "./module-refused.ts";
import type { FunctionType, ModuleInterface } from "./read-interface.ts";

const I32 = 0x7f;

/** Holds what a module takes and gives against `aperture:plugin/1`. Throws `ModuleRefused` with the name of what does not fit. */
export function checkInterface({ imports, exports }: ModuleInterface): void {
  for (const { module, name, type } of imports) {
    const known = module === IMPORT_MODULE && Object.hasOwn(abiImports, name);
    if (!known)
      throw new ModuleRefused(`it imports ${module}.${name}; there is nothing but the functions of ${IMPORT_MODULE}`);
    const wanted = abiImports[name as keyof typeof abiImports];
    if (!fits(type, wanted)) throw new ModuleRefused(`it imports ${name} as ${said(type)}; it is ${shown(wanted)}`);
  }
  if (exports.get("memory") !== "memory") throw new ModuleRefused("it does not export its memory as memory");
  for (const [name, wanted] of Object.entries(abiExports)) {
    const given = exports.get(name);
    if (given === undefined && !wanted.required) continue;
    if (given === undefined) throw new ModuleRefused(`it does not export ${name}`);
    if (typeof given === "string") throw new ModuleRefused(`its export ${name} is a ${given}; it must be a function`);
    if (!fits(given, wanted))
      throw new ModuleRefused(`its export ${name} is ${said(given)}; it must be ${shown(wanted)}`);
  }
}

function fits(type: FunctionType, wanted: FunctionShape): boolean {
  const { parameters, results } = type;
  const allI32 = [...parameters, ...results].every((value) => value === I32);
  return allI32 && parameters.length === wanted.parameters && results.length === (wanted.result ? 1 : 0);
}

const said = (type: FunctionType) => `(${names(type.parameters)}) → (${names(type.results)})`;
const names = (types: readonly number[]) => types.map((type) => typeNames.get(type) ?? "other").join(", ");
const typeNames = new Map([
  [0x7f, "i32"],
  [0x7e, "i64"],
  [0x7d, "f32"],
  [0x7c, "f64"],
]);
const shown = ({ parameters, result }: FunctionShape) =>
  said({ parameters: Array<number>(parameters).fill(I32), results: result ? [I32] : [] });
