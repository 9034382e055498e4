import { type Attack, hangs, script } from "../attack.ts";

const many = `"a".repeat(40) + "b"`;

/** What never ends. The budgets are short: each must be over then. */
export const time: readonly Attack[] = [
  script("an endless loop", hangs, `for (;;);`),
  script("a loop that catches everything", hangs, `for (;;) { try { for (;;); } catch {} finally { for (;;); } }`),
  script("an endless loop while it is loaded", hangs, `if (globalThis.started !== 1) for (;;);`, { via: "load" }),
  script("an expression that backtracks for ever", hangs, `/^(a+)+$/.test(${many});`),
  script("an expression that backtracks for ever, beside the guest", hangs, `ctx.text.count(${many}, /^(a+)+$/);`),
  script(
    "a replacement that backtracks for ever, beside the guest",
    hangs,
    `ctx.text.replace(${many}, /^(a|a)*$/, "");`,
  ),
  script(
    "an iterator that never ends",
    hangs,
    `const next = () => ({ done: false, value: 0 }); for (const each of { [Symbol.iterator]: () => ({ next }) });`,
  ),
  script(
    "a thrown error whose message never ends",
    hangs,
    `throw { get message() { for (;;); }, toString() { for (;;); } };`,
  ),
  script("a logged object whose JSON never ends", hangs, `ctx.log.info({ toJSON() { for (;;); } });`),
  script(
    "a selector that is a proxy",
    hangs,
    `blocks.where(new Proxy({}, { ownKeys() { for (;;); }, get() { for (;;); } }));`,
  ),
  script(
    "sorting without end",
    hangs,
    `const list = Array.from({ length: 5e4 }, (_, i) => (i * 7919) % 5e4); for (;;) { list.sort((x, y) => x - y); list.reverse(); }`,
  ),
  script("recursion that catches its own end", hangs, `(function down() { try { down(); } catch { down(); } })();`),
  script("a number of two to the power of everything", hangs, `let n = 3n; for (;;) n = n * n % (1n << 60000n) + 3n;`),
  script("an action that loops", hangs, `for (;;);`, { via: "action" }),
  script("an action of promises without end", hangs, `for (;;) await 0;`, { via: "action" }),
  script("an action that never resolves", hangs, `await new Promise(() => {});`, { via: "action" }),
  script("an answer that is never ready, as a thenable", hangs, `return { then() {} };`, { via: "action" }),
  script("a panel that loops", hangs, `for (;;);`, { via: "panel" }),
  script("an answer to GET that loops", hangs, `for (;;);`, { via: "serve" }),
];
