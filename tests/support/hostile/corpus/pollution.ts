import { type Attack, canaries, confuses, damages, says, script } from "../attack.ts";

const write: Attack["permissions"] = { blocks: { read: "metadata", write: ["zone", "content"] } };
/** The guest library makes JSON of what it records; who replaces that says what he likes. */
const forged = (item: string, use: string): string =>
  `const before = JSON.stringify; let isFirst = true; JSON.stringify = (value) => (isFirst ? ((isFirst = false), ${JSON.stringify(item)}) : before(value)); try { ${use} } finally { JSON.stringify = before; }`;
const askForged = (input: string, call: string): string =>
  `const before = JSON.stringify; let isFirst = true; JSON.stringify = (value) => (isFirst ? ((isFirst = false), ${JSON.stringify(input)}) : before(value)); let asked; try { asked = ${call}; } finally { JSON.stringify = before; } return before(await asked);`;

/** Prototypes, out of the guest and into it; the host's own functions replaced; getters where nobody expects them. */
export const pollution: readonly Attack[] = [
  script("pollution: Object.prototype", damages, `Object.prototype.polluted = "yes";`),
  script(
    "pollution: prototypes of everything",
    damages,
    `for (const made of [[], () => {}, "", 0, true, /a/, new Map(), Promise.resolve(), new Int32Array(1), new Error()]) Object.getPrototypeOf(made).polluted = "yes";`,
  ),
  script(
    "pollution: a constructor's prototype",
    damages,
    `blocks.constructor.prototype.polluted = "yes"; ({}).constructor.prototype.polluted = "yes";`,
  ),
  script("pollution: JSON of the host", damages, `JSON.parse = () => ({}); JSON.stringify = () => "{}";`),
  script("pollution: lists of the host", damages, `Array.prototype.push = () => 0; Array.prototype.map = () => [];`),
  script("pollution: promises of the host", damages, `Promise.prototype.then = function () { return this; };`),
  script(
    "pollution: a setter that listens",
    damages,
    `Object.defineProperty(Object.prototype, "secret", { set(value) { ctx.log.info(value); }, configurable: true });`,
  ),
  script(
    "pollution: a frozen world",
    damages,
    `Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(JSON);`,
  ),
  script(
    "pollution: __proto__ in a change",
    damages,
    forged(`{"op":"zone","block":1,"zone":"middle","__proto__":{"polluted":"yes"}}`, `blocks.zone("middle");`),
    { permissions: write },
  ),
  script(
    "pollution: constructor.prototype in a change",
    damages,
    forged(
      `{"op":"zone","block":1,"zone":"middle","constructor":{"prototype":{"polluted":"yes"}}}`,
      `blocks.zone("middle");`,
    ),
    { permissions: write },
  ),
  script(
    "pollution: a change of the block __proto__",
    damages,
    forged(`{"op":"content","block":"__proto__","text":"x","polluted":"yes"}`, `blocks.zone("middle");`),
    { permissions: write },
  ),
  script(
    "pollution: __proto__ in an event",
    damages,
    askForged(`{"event":"told","data":{"__proto__":{"polluted":"yes"}}}`, `ctx.emit("told", {})`),
    { via: "action", permissions: { events: { emit: ["told"] } } },
  ),
  script(
    "pollution: __proto__ as a key of its store",
    damages,
    `ctx.storage.set("__proto__", { polluted: "yes" }); return ctx.storage.keys();`,
    { via: "action", permissions: { storage: "16kb" } },
  ),
  script(
    "getters: an error that is a proxy",
    confuses,
    `throw new Proxy({}, { get() { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } }); }, getPrototypeOf() { throw 3; }, has() { throw 4; } });`,
  ),
  script(
    "getters: an error whose message throws",
    confuses,
    `throw Object.defineProperties(new Error(), { message: { get() { throw 1; } }, name: { get() { throw 2; } }, stack: { get() { throw 3; } } });`,
  ),
  script("getters: nothing at all, thrown", confuses, `throw null;`),
  script(
    "getters: a message for the terminal",
    ({ said }) => said.includes("\u001b[2J"),
    `ctx.log.info("\\u001b[2J\\u001b]0;owned\\u0007\\u202e"); throw new Error("\\u001b[2J");`,
  ),
  script(
    "a map that listens to the host's lookups",
    says(canaries.secret),
    `const { get } = Map.prototype; Map.prototype.get = function (key) { const value = get.call(this, key); if (typeof value === "string") globalThis.heard = value; return value; }; await ctx.secrets.get("OWN_KEY"); Map.prototype.get = get; return globalThis.heard;`,
    {
      via: "action",
      permissions: { secrets: ["OWN_KEY"] },
    },
  ),
];
