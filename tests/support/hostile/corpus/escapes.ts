import { type Attack, canaries, damages, says, script } from "../attack.ts";

const environment = says(canaries.environment);
const outside = says(canaries.outside);
const tell = `const tell = (found) => { const env = found?.env; for (const key in env ?? {}) if (key.startsWith("APERTURE_TEST")) return env[key]; return undefined; };`;
const inStage = (name: string, body: string): Attack =>
  script(
    name,
    environment,
    `try { ctx.log.info("got " + tell((() => { ${body} })())); } catch (error) { ctx.log.info("no"); }`,
    {
      before: tell,
    },
  );

/** Ways out of the guest: to the process, its environment, files, network, threads, by every constructor that can be reached. */
export const escapes: readonly Attack[] = [
  inStage("escape: the global process", `return process;`),
  inStage("escape: Function", `return Function("return process")();`),
  inStage("escape: eval from afar", `return (0, eval)("process");`),
  inStage("escape: constructor of a constructor", `return ({}).constructor.constructor("return process")();`),
  inStage("escape: constructor of the blocks", `return blocks.constructor.constructor("return process")();`),
  inStage("escape: constructor of a block", `return blocks.first.constructor.constructor("return process")();`),
  inStage("escape: constructor of the context", `return ctx.constructor.constructor("return process")();`),
  inStage("escape: constructor of a text function", `return ctx.text.count.constructor("return process")();`),
  inStage("escape: constructor of the log", `return ctx.log.info.constructor("return process")();`),
  inStage(
    "escape: constructor of an error of the host",
    `try { blocks.where({ role: 7n }); ctx.text.count(99, "("); } catch (error) { return error.constructor.constructor("return process")(); } return Function("return process")();`,
  ),
  inStage(
    "escape: constructor of a generator",
    `return (function* () {}).constructor("yield process")().next().value;`,
  ),
  inStage(
    "escape: the prototype of a typed array",
    `return Object.getPrototypeOf(Int32Array).constructor.constructor("return process")();`,
  ),
  inStage(
    "escape: frames of a stack trace",
    `const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, frames) => frames; try { const frames = new Error().stack; for (const frame of frames) { const found = frame.getThis?.() ?? frame.getFunction?.(); if (found?.process) return found.process; } } finally { Error.prepareStackTrace = old; } return globalThis.process;`,
  ),
  inStage(
    "escape: whoever called",
    `const called = (() => { try { return arguments.callee.caller; } catch { return undefined; } })(); return called?.constructor?.("return process")() ?? globalThis["pro" + "cess"];`,
  ),
  inStage("escape: a module loader that was left behind", `return process.getBuiltinModule("node:process");`),
  script(
    "escape: constructor of an async function",
    environment,
    `return tell(await (async () => {}).constructor("return process")());`,
    {
      before: tell,
      via: "action",
    },
  ),
  script(
    "escape: import of process",
    environment,
    `const { default: found } = await import("node:process"); return tell(found);`,
    {
      before: tell,
      via: "action",
    },
  ),
  script(
    "escape: import of fs",
    outside,
    ({ outside: file }) =>
      `const fs = await import("node:fs"); return fs.readFileSync(${JSON.stringify(file)}, "utf8");`,
    { via: "action" },
  ),
  script(
    "escape: a static import of fs",
    outside,
    ({ outside: file }) => `return fs.readFileSync(${JSON.stringify(file)}, "utf8");`,
    {
      before: `import fs from "node:fs";`,
      via: "action",
    },
  ),
  script(
    "escape: import of a file",
    outside,
    ({ outside: file }) =>
      `try { return JSON.stringify(await import("file://" + ${JSON.stringify(file)} + ".js")); } catch (error) { return error.message; }`,
    { via: "action" },
  ),
  script(
    "escape: import of what a URL says",
    environment,
    `const { found } = await import("data:text/javascript,export const found = process;"); return tell(found);`,
    { before: tell, via: "action" },
  ),
  script(
    "escape: require",
    outside,
    ({ outside: file }) =>
      `const { createRequire } = process.getBuiltinModule("node:module"); return createRequire("/")("node:fs").readFileSync(${JSON.stringify(file)}, "utf8");`,
    { via: "action" },
  ),
  script(
    "escape: a file written",
    damages,
    ({ made }) => `process.getBuiltinModule("node:fs").writeFileSync(${JSON.stringify(`${made}/written`)}, "x");`,
    { via: "action" },
  ),
  script(
    "escape: a program run",
    damages,
    ({ made }) => `(await import("node:child_process")).execFileSync("touch", [${JSON.stringify(`${made}/run`)}]);`,
    { via: "action" },
  ),
  script(
    "escape: a thread of its own",
    environment,
    `const { Worker } = await import("node:worker_threads"); const worker = new Worker("require('node:worker_threads').parentPort.postMessage(process.env.APERTURE_TEST_CANARY)", { eval: true }); return await new Promise((resolve) => worker.once("message", resolve));`,
    { via: "action" },
  ),
  script(
    "escape: the global fetch",
    ({ reached }) => reached > 0,
    ({ port }) => `const answer = await fetch("http://127.0.0.1:${port}/escape"); return await answer.text();`,
    {
      via: "action",
    },
  ),
  script(
    "escape: a socket",
    ({ reached }) => reached > 0,
    ({ port }) =>
      `const net = await import("node:net"); await new Promise((resolve, reject) => net.connect(${port}, "127.0.0.1").once("connect", function () { this.destroy(); resolve(); }).once("error", reject));`,
    { via: "action" },
  ),
  script("escape: the end of the process", ({ lateMs }) => lateMs === Number.POSITIVE_INFINITY, `process.exit(3);`),
  script(
    "escape: a signal to the process",
    ({ lateMs }) => lateMs === Number.POSITIVE_INFINITY,
    `process.kill(process.pid, "SIGKILL"); for (const from = Date.now(); Date.now() - from < 50; );`,
  ),
  script(
    "escape: an error that nobody catches",
    ({ lateMs }) => lateMs === Number.POSITIVE_INFINITY,
    `queueMicrotask(() => { throw new Error("uncaught"); }); await 0; await 0; await new Promise((resolve) => setTimeout(resolve, 30));`,
    {
      via: "action",
    },
  ),
  script(
    "escape: a promise that nobody catches",
    ({ lateMs }) => lateMs === Number.POSITIVE_INFINITY,
    `Promise.reject(new Error("unhandled")); await new Promise((resolve) => setTimeout(resolve, 30));`,
    {
      via: "action",
    },
  ),
  script("escape: another environment", damages, `process.env.APERTURE_TEST_SET = "yes";`),
];
