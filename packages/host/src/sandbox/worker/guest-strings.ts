import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { LoadedQuickjs } from "./load-quickjs.ts";

/** Strings in and out of QuickJS, exactly: its bindings end a string at a NUL and replace lone surrogates. */
export interface GuestStrings {
  /** The caller disposes of it. */
  toGuest(text: string): QuickJSHandle;
  bytesToGuest(bytes: ArrayBuffer): QuickJSHandle;
  /** Throws `RangeError` where it is longer than `most` UTF-16 units, before it is copied. */
  fromGuest(handle: QuickJSHandle, most: number): string;
}

/** Above this a string is only handed over when there is room for it. */
const LARGE = 16_384;

/** To be made before any code of the plugin runs: it holds on to the `JSON` of then. */
export function createGuestStrings(context: QuickJSContext, { makeRoom }: LoadedQuickjs): GuestStrings {
  const json = context.getProp(context.global, "JSON");
  const parse = context.getProp(json, "parse");
  const stringify = context.getProp(json, "stringify");
  json.dispose();
  const isPlain = (text: string) => !text.includes("\0") && text.isWellFormed();

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
    fromGuest(handle, most) {
      const length = context.getLength(handle) ?? 0;
      if (length > most) throw new RangeError(`longer than ${most} characters`);
      const text = context.getString(handle);
      if (text.length === length && !text.includes("\ufffd")) return text;
      const result = context.callFunction(stringify, context.undefined, handle);
      if (result.error) {
        result.error.dispose();
        throw new RangeError("not a string");
      }
      const escaped = context.getString(result.value);
      result.value.dispose();
      const exact: unknown = JSON.parse(escaped);
      if (typeof exact !== "string") throw new TypeError("not a string");
      return exact;
    },
  };
}
