import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { LoadedQuickjs } from "./load-quickjs.ts";

/** Strings and bytes into QuickJS, exactly: its bindings end a string at a NUL and replace lone surrogates. */
export interface GuestStrings {
  /** The caller disposes of it. Throws `RangeError` where there is no room. */
  toGuest(text: string): QuickJSHandle;
  bytesToGuest(bytes: ArrayBuffer): QuickJSHandle;
}

/** Above this a string is only handed over when there is room for it. */
const LARGE = 16_384;

/** Whether the bindings carry it over as it is. */
export const isPlain = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** To be made before any code of the plugin runs: it holds on to the `JSON` of then. */
export function createGuestStrings(context: QuickJSContext, { makeRoom }: LoadedQuickjs): GuestStrings {
  const json = context.getProp(context.global, "JSON");
  const parse = context.getProp(json, "parse");
  json.dispose();

  return {
    toGuest(text) {
      // In UTF-8 a unit takes at most three bytes, and for a moment there are two copies.
      if (text.length > LARGE) makeRoom(text.length * 6);
      if (isPlain(text)) return context.newString(text);
      const escaped = context.newString(JSON.stringify(text));
      const result = context.callFunction(parse, context.undefined, escaped);
      escaped.dispose();
      return context.unwrapResult(result);
    },
    bytesToGuest(bytes) {
      makeRoom(bytes.byteLength * 2);
      return context.newArrayBuffer(bytes);
    },
  };
}
