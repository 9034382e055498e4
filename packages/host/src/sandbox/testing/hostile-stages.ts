import { stageOf } from "./run-plugin.ts";

export interface HostileStage {
  readonly name: string;
  readonly source: string;
  /** Text of the first block. */
  readonly text?: string;
  /** Code of the error, or `nothing`: it achieved nothing, and was not even in the way. */
  readonly ends: string;
}

const stage = (name: string, ends: string, body: string, before = "", text?: string): HostileStage => ({
  name,
  source: stageOf(body, before),
  ends,
  ...(text === undefined ? {} : { text }),
});

/** Says so where anything of the host can be reached. */
const probe = `const seen = (value) => { if (value) throw new Error("ESCAPED"); };`;

/** Plugins that mean harm in a request's way; each is run on the real sandbox with its real functions. */
export const hostileStages: readonly HostileStage[] = [
  // Time.
  stage("an endless loop", "plugin_timeout", `for (;;);`),
  stage(
    "a loop that catches everything",
    "plugin_timeout",
    `for (;;) { try { for (;;); } catch {} finally { for (;;); } }`,
  ),
  stage("an expression that never ends, in the guest", "plugin_timeout", `/^(a+)+$/.test("a".repeat(40) + "b")`),
  stage(
    "an expression that never ends, beside the guest",
    "plugin_timeout",
    `ctx.text.count(blocks.first, /^(a+)+$/)`,
    "",
    `${"a".repeat(40)}b`,
  ),
  stage("a replacement that never ends", "plugin_timeout", `ctx.text.replace("a".repeat(40) + "b", /^(a|a)*$/, "")`),
  stage(
    "an iterator that never ends",
    "plugin_timeout",
    `[...{ [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) }]`,
  ),
  stage(
    "a getter that never ends, as its error",
    "plugin_timeout",
    `throw { get message() { for (;;); }, toString() { for (;;); } }`,
  ),
  stage("toJSON that never ends", "plugin_timeout", `ctx.log.info({ toJSON() { for (;;); } })`),
  stage("a proxy for a selector", "plugin_timeout", `blocks.where(new Proxy({}, { ownKeys() { for (;;); } }))`),
  stage(
    "a sort of a long list",
    "plugin_timeout",
    `const a = Array.from({ length: 5e4 }, (_, i) => (i * 7919) % 5e4); for (;;) { a.sort((x, y) => x - y); a.reverse(); }`,
  ),
  stage("an async handler", "plugin_failed", `return (async () => { for (;;) await 0; })()`),
  // Memory.
  stage("a string that doubles", "plugin_failed", `let s = "x"; for (;;) s += s;`),
  stage(
    "many strings",
    "plugin_out_of_memory",
    `const kept = []; for (let i = 0; ; i++) kept.push("x".repeat(100_000) + i);`,
  ),
  stage(
    "a list that grows",
    "plugin_out_of_memory",
    `const kept = []; for (;;) kept.push(new Array(10_000).fill(kept));`,
  ),
  stage("a typed array of a gigabyte", "plugin_out_of_memory", `new Uint8Array(1e9)`),
  stage("many typed arrays", "plugin_out_of_memory", `const kept = []; for (;;) kept.push(new Float64Array(100_000));`),
  stage(
    "a map that grows",
    "plugin_out_of_memory",
    `const kept = new Map(); for (let i = 0; ; i++) kept.set("k".repeat(2_000) + i, [i]);`,
  ),
  stage("an expression that takes memory", "plugin_out_of_memory", `/(a|b)*c/.test("ab".repeat(4e6))`),
  stage(
    "captures beside the guest that repeat the text",
    "plugin_failed",
    `ctx.text.search(blocks.first, /(?=([^]*))/g, { limit: 10_000 })`,
    "",
    "a".repeat(1_000_000),
  ),
  stage(
    "replacements that outgrow everything",
    "plugin_failed",
    `ctx.text.replace("a".repeat(100_000), /a/g, "b".repeat(10_000))`,
  ),
  stage(
    "texts kept without end",
    "plugin_failed",
    `const text = "a".repeat(1_000_000); for (;;) ctx.text.replace(text, /z/g, "")`,
  ),
  // Depth.
  stage("recursion without end", "plugin_failed", `(function down() { down(); })()`),
  stage(
    "recursion that catches its end",
    "plugin_timeout",
    `(function down() { try { down(); } catch { down(); } })()`,
  ),
  stage("JSON as deep as it gets", "plugin_failed", `JSON.parse("[".repeat(1e6))`),
  stage("an expression as deep as it gets", "plugin_failed", `new RegExp("(".repeat(1e5) + ")".repeat(1e5))`),
  // Output.
  stage(
    "a patch too large",
    "plugin_failed",
    `for (let i = 0; i < 100; i++) blocks.first.content("x".repeat(100_000))`,
  ),
  stage(
    "a patch of too many items",
    "plugin_bad_answer",
    `for (let i = 0; i < 10_001; i++) ctx.note(blocks.first, "n")`,
  ),
  stage("log without end", "plugin_timeout", `for (;;) ctx.log.info("x".repeat(1_000))`),
  stage(
    "storage over its quota",
    "plugin_failed",
    `for (let i = 0; ; i++) ctx.storage.set("key" + i, "x".repeat(10_000))`,
  ),
  // Errors that are none.
  stage("a thrown undefined", "plugin_failed", `throw undefined`),
  stage("a thrown proxy", "plugin_failed", `throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })`),
  stage(
    "an error whose fields throw",
    "plugin_failed",
    `throw Object.defineProperties(new Error(), { message: { get() { throw 1 } }, name: { get() { throw 2 } } })`,
  ),
  stage("a message meant for a terminal", "plugin_failed", `throw new Error("\\u001b[2J\\u202e" + "x".repeat(1e6))`),
  // Ways out.
  stage(
    "constructors of constructors",
    "nothing",
    `
    seen(Function("return typeof process !== 'undefined' || typeof require !== 'undefined' || typeof fetch !== 'undefined'")());
    for (const start of [blocks, ctx, ctx.text, ctx.log, console, console.log, blocks.first, Date, Math.random])
      for (const make of [start.constructor, start.constructor.constructor])
        seen(make.constructor("return typeof process !== 'undefined' || typeof WebAssembly !== 'undefined' || typeof host !== 'undefined'")());`,
    probe,
  ),
  stage(
    "what errors of the host hang on",
    "nothing",
    `
    for (const wrong of [() => blocks.first.text.length && ctx.text.count(99, /a/), () => ctx.text.search(blocks.first, "("), () => ctx.text.count("", new RegExp("a".repeat(20_000)))])
      try { wrong(); } catch (error) { seen(error.constructor.constructor("return typeof process !== 'undefined'")()); seen(!(error instanceof Error)); }`,
    probe,
  ),
  stage(
    "the global scope",
    "nothing",
    `
    for (const name of ["process", "require", "module", "globalThis.host", "fetch", "WebSocket", "setTimeout", "setImmediate", "Worker", "WebAssembly", "performance", "Buffer", "navigator", "host"])
      seen(name in globalThis);`,
    probe,
  ),
  stage(
    "stack traces of another engine",
    "nothing",
    `
    Error.prepareStackTrace = (error, frames) => frames; const { stack } = new Error(); seen(typeof stack !== "string");
    Error.captureStackTrace?.({}); seen(String(stack).includes("/work") || String(stack).includes("file:"));`,
    probe,
  ),
  stage(
    "prototypes of everything",
    "nothing",
    `
    for (const made of [{}, [], () => {}, "", 0, true, /a/, new Map(), Promise.resolve(), new Int32Array(1)]) Object.getPrototypeOf(made).polluted = "ESCAPED";`,
  ),
  stage(
    "a clock that moves",
    "nothing",
    `
    const before = Date.now(); for (let i = 0; i < 1e5; i++); seen(Date.now() !== before || new Date().getTime() !== before);
    seen(Object.getPrototypeOf(Date) !== Function.prototype || new Date().constructor !== Date);`,
    probe,
  ),
  // Forgery.
  stage(
    "records of its own",
    "plugin_failed",
    `Int32Array.prototype.fill.call(blocks.toArray, 0); blocks.first.zone("nowhere")`,
  ),
  stage(
    "a patch with another origin",
    "plugin_bad_answer",
    `JSON.stringify = () => '{"op":"zone","block":1,"zone":"middle","origin":"user"}'; blocks.zone("recency")`,
  ),
  stage("a patch that is no patch", "plugin_bad_answer", `JSON.stringify = () => '],[' ; blocks.zone("recency")`),
  stage(
    "an item with a prototype",
    "plugin_bad_answer",
    `JSON.stringify = () => '{"op":"zone","block":1,"zone":"middle","__proto__":{"polluted":1}}'; blocks.zone("recency")`,
  ),
  stage(
    "a reference to a text that is not its own",
    "plugin_failed",
    `JSON.stringify = () => '{"op":"content","block":1,"ref":-99}'; blocks.first.content("x")`,
  ),
];
