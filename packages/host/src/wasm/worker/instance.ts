import type { AbiExport } from "../abi.ts";
import { ABI_VERSION, IMPORT_MODULE } from "../abi.ts";
import { GuestFault } from "./guest-fault.ts";
import { GuestMemory } from "./guest-memory.ts";
import type { GuestSide } from "./guest-side.ts";
import { storeImports } from "./store-imports.ts";
import { talkImports } from "./talk-imports.ts";
import { textImports } from "./text-imports.ts";

/** A module that runs: its memory, and the functions that the host calls. */
export interface Instance {
  readonly memory: GuestMemory;
  has(name: AbiExport): boolean;
  /** Calls an export of the ABI; 0 where it gives nothing. Whatever the guest throws or traps on comes through. */
  call(name: AbiExport, ...values: readonly number[]): number;
  /** Bytes into memory of the guest's own choosing; gives the pointer. Throws `plugin_out_of_memory` where it has no room. */
  place(bytes: Uint8Array): number;
}

type GuestFunction = (...values: readonly number[]) => number | undefined;

/** Runs the module's start function, if it has one, and asks for its ABI. */
export function instantiate(module: WebAssembly.Module, side: GuestSide, fault: StickyFault): Instance {
  const functions = { ...textImports(side), ...storeImports(side), ...talkImports(side) };
  const { exports } = new WebAssembly.Instance(module, { [IMPORT_MODULE]: guarded(functions, fault) });
  // `checkInterface` saw that this is a memory and those are functions of i32.
  const memory = new GuestMemory(exports.memory as WebAssembly.Memory);
  const call = (name: AbiExport, ...values: readonly number[]) => {
    const result = (exports[name] as GuestFunction)(...values) ?? 0;
    // A guest with exception handling can catch what an import threw, and go on as if nothing had been.
    if (fault.first) throw fault.first;
    return result;
  };
  const abi = call("aperture_abi");
  if (abi !== ABI_VERSION)
    throw new GuestFault("plugin_failed", `it was made for ABI ${abi}; this Aperture speaks ${ABI_VERSION}`);
  return {
    memory,
    has: (name) => name in exports,
    call,
    place(bytes) {
      const pointer = call("aperture_alloc", bytes.length);
      if (pointer === 0 && bytes.length > 0)
        throw new GuestFault("plugin_out_of_memory", `aperture_alloc has no room for ${bytes.length} bytes`);
      memory.view(pointer, bytes.length, "aperture_alloc").set(bytes);
      return pointer;
    },
  };
}

/** The first fault of a call: from then on nothing that the guest does counts. */
export interface StickyFault {
  first: Error | null;
}

type Imports = Readonly<Record<string, (...values: never[]) => unknown>>;

function guarded(functions: Imports, fault: StickyFault): WebAssembly.ModuleImports {
  const each = ([name, run]: [string, Imports[string]]) => {
    const guard = (...values: never[]) => {
      if (fault.first) throw fault.first;
      try {
        return run(...values);
      } catch (error) {
        fault.first = error instanceof Error ? error : new Error(String(error));
        throw fault.first;
      }
    };
    return [name, guard] as const;
  };
  return Object.fromEntries(Object.entries(functions).map(each));
}
