import * as release from "@jitl/quickjs-wasmfile-release-sync";
import {
  type EmscriptenModuleLoader,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSEmscriptenModule,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";

/** A QuickJS of one plugin, in memory that cannot outgrow its maximum. */
export interface LoadedQuickjs {
  readonly quickjs: QuickJSWASMModule;
  /** What its bindings stand on. */
  readonly module: QuickJSEmscriptenModule;
  readonly memory: WebAssembly.Memory;
  /** Throws `RangeError` where so many bytes cannot be had: QuickJS's bindings write to address 0 when an allocation fails. */
  makeRoom(bytes: number): void;
}

const PAGE = 65_536;
/** What the binary itself asks for. */
const LEAST_PAGES = 256;

/** The parts of QuickJS that need no memory of their own yet: imported while the thread is still a spare. */
export async function importQuickjs(): Promise<
  (wasmModule: WebAssembly.Module, maximum: number) => Promise<LoadedQuickjs>
> {
  // Its types are written for CommonJS, where the namespace is the default export.
  const variant = release.default as unknown as QuickJSSyncVariant;
  const bindings = await variant.importFFI();
  const imported = await variant.importModuleLoader();
  const start = (typeof imported === "function" ? imported : imported.default) as Start;
  return (wasmModule, maximum) => load({ bindings, start, wasmModule, maximum });
}

type Start = EmscriptenModuleLoader<QuickJSEmscriptenModule>;

interface LoadParts {
  readonly bindings: Awaited<ReturnType<QuickJSSyncVariant["importFFI"]>>;
  readonly start: Start;
  readonly wasmModule: WebAssembly.Module;
  readonly maximum: number;
}

/**
 * QuickJS's own memory limit does not hold (measured: 2.1 GB with a limit of 32 MB), so the memory's maximum is what holds: the engine
 * refuses to grow it, and the guest gets an exception. `maximum`: bytes, at least 16 MB.
 */
async function load({ bindings, start, wasmModule, maximum }: LoadParts): Promise<LoadedQuickjs> {
  const wasmMemory = new WebAssembly.Memory({
    initial: LEAST_PAGES,
    maximum: Math.max(LEAST_PAGES, Math.floor(maximum / PAGE)),
  });
  let module: QuickJSEmscriptenModule | undefined;
  const variant: QuickJSSyncVariant = {
    type: "sync",
    importFFI: async () => bindings,
    importModuleLoader: async () => async (settings) => {
      module = await start(settings);
      return module;
    },
  };
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory }));
  if (module === undefined) throw new Error("QuickJS was not started");
  const { _malloc, _free } = module;
  return {
    quickjs,
    module,
    memory: wasmMemory,
    makeRoom(bytes) {
      const pointer = _malloc(bytes);
      if (pointer === 0) throw new RangeError("out of memory");
      _free(pointer);
    },
  };
}
