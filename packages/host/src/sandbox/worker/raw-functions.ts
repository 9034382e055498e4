import type {
  JSContextPointer,
  JSValueConstPointer,
  JSValuePointer,
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
} from "quickjs-emscripten-core";
import { type GuestStrings, isPlain } from "./guest-strings.ts";
import type { LoadedQuickjs } from "./load-quickjs.ts";

/** Arguments of a call out of the guest. Reading one as what it is not runs the guest's own conversions, in the guest's own time. */
export interface RawArguments {
  number(index: number): number;
  /** Throws `RangeError` where it has more than `most` UTF-16 units, before it is copied. */
  text(index: number, most: number): string;
}

export type RawFunction = (given: RawArguments) => string | number | ArrayBuffer | undefined;

/** What the guest's side puts before a string that the bindings would not carry over, sent as JSON (`guest/bootstrap.ts`). */
const ESCAPED = "\u0001";

/** Above this a string is only handed over when there is room for it. */
const LARGE = 4_096;

/**
 * Makes functions of this thread for the guest. The bindings' own `newFunction` wraps each call in scopes, generators and lifetimes (8 µs
 * a call measured, four times this), and a stage that looks at every text makes hundreds. Errors reach the guest by name and message.
 */
export function createRawFunctions(
  runtime: QuickJSRuntime,
  context: QuickJSContext,
  { module, quickjs }: LoadedQuickjs,
  strings: GuestStrings,
): (name: string, run: RawFunction) => QuickJSHandle {
  const ffi = quickjs.getFFI();
  const usual = module.callbacks;
  const functions = new Map<unknown, RawFunction>();
  function fromGuest(pointer: JSContextPointer, value: JSValueConstPointer, most: number): string {
    const characters = ffi.QTS_GetString(pointer, value);
    if (!characters) throw new RangeError("out of memory");
    // Looked at before it is copied: in UTF-8 a unit takes at most three bytes.
    const bytes = module.HEAPU8.indexOf(0, characters) - characters;
    const text = bytes > most * 3 ? undefined : module.UTF8ToString(characters);
    ffi.QTS_FreeCString(pointer, characters);
    if (text === undefined || text.length > most) throw new RangeError(`longer than ${most} characters`);
    return text.startsWith(ESCAPED) ? unescaped(text) : text;
  }

  function owned(pointer: JSContextPointer, handle: QuickJSHandle): JSValuePointer {
    const value = ffi.QTS_DupValuePointer(pointer, handle.value);
    handle.dispose();
    return value;
  }

  function toGuest(pointer: JSContextPointer, text: string): JSValuePointer {
    if (text.length > LARGE || !isPlain(text)) return owned(pointer, strings.toGuest(text));
    // In UTF-8 a unit takes at most three bytes.
    const size = text.length * 3 + 1;
    const characters = module._malloc(size) as Parameters<typeof module.stringToUTF8>[1];
    if (!characters) throw new RangeError("out of memory");
    module.stringToUTF8(text, characters, size);
    const value = ffi.QTS_NewString(pointer, characters);
    module._free(characters);
    return value;
  }

  module.callbacks = {
    ...usual,
    callFunction(asyncify, pointer, self, count, values, id) {
      const run = functions.get(runtime.hostRefs.get(id));
      if (run === undefined) return usual.callFunction(asyncify, pointer, self, count, values, id);
      const value = (index: number): JSValueConstPointer => {
        if (index >= count) throw new TypeError("an argument is missing");
        return ffi.QTS_ArgvGetJSValueConstPointer(values, index);
      };
      try {
        const result = run({
          number: (index) => ffi.QTS_GetFloat64(pointer, value(index)),
          text: (index, most) => fromGuest(pointer, value(index), most),
        });
        if (result === undefined) return 0 as JSValuePointer;
        if (typeof result === "number") return ffi.QTS_NewFloat64(pointer, result);
        return typeof result === "string" ? toGuest(pointer, result) : owned(pointer, strings.bytesToGuest(result));
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error("it could not be done");
        const thrown = context.newError({ name, message });
        const answer = ffi.QTS_Throw(pointer, thrown.value);
        thrown.dispose();
        return answer;
      }
    },
  };

  return (name, run) => {
    const marker = () => context.undefined;
    functions.set(marker, run);
    return context.newFunction(name, marker);
  };
}

function unescaped(text: string): string {
  const exact: unknown = JSON.parse(text.slice(ESCAPED.length));
  if (typeof exact !== "string") throw new TypeError("not a string");
  return exact;
}
