/**
 * Takes everything out of this thread's global scope that is not the language itself: no process, no network, no timers. Guests never
 * run in this scope; whoever breaks out of QuickJS should still find nothing to use.
 */
export function bareGlobals(): void {
  const scope: object = globalThis;
  for (const name of Reflect.ownKeys(scope)) {
    if (typeof name === "string" && language.has(name)) continue;
    if (!Reflect.deleteProperty(scope, name)) Reflect.set(scope, name, undefined);
  }
}

/** ECMA-262, 19: the global object; with WebAssembly, which the guest runs in. */
const language = new Set(
  `globalThis Infinity NaN undefined isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent
  AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError FinalizationRegistry Float16Array
  Float32Array Float64Array Function Int8Array Int16Array Int32Array Iterator Map Number Object Promise Proxy RangeError ReferenceError RegExp Set
  SharedArrayBuffer String Symbol SyntaxError TypeError Uint8Array Uint8ClampedArray Uint16Array Uint32Array URIError WeakMap WeakRef WeakSet
  Atomics JSON Math Reflect WebAssembly`.split(/\s+/),
);
