// The little of Node that the tests use, so that an editor knows it without @types/node.

declare module "node:test" {
  export function test(name: string, work: () => void | Promise<void>): Promise<void>;
  export function describe(name: string, work: () => void): Promise<void>;
  export default test;
}

declare module "node:assert/strict" {
  function assert(value: unknown, message?: string): asserts value;
  namespace assert {
    function equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    function notEqual(actual: unknown, expected: unknown, message?: string): void;
    function deepEqual<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    function ok(value: unknown, message?: string): asserts value;
    function match(text: string, pattern: RegExp, message?: string): void;
    function doesNotMatch(text: string, pattern: RegExp, message?: string): void;
    function throws(work: () => unknown, expected?: RegExp | object): void;
    function rejects(work: Promise<unknown> | (() => Promise<unknown>), expected?: RegExp | object): Promise<void>;
  }
  export default assert;
}
