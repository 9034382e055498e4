import { type Attack, confuses, says, script } from "../attack.ts";

const held = says("HELD");
/** A guest may have 24 MB. Each of these stops by itself at four times that: the weak host must live to tell. */
const until = (mb: number): string => `if (held > ${mb}e6) { ctx.log.info("HELD"); return; }`;
const memory = (name: string, body: string): Attack => script(name, held, body, { deadlineMs: 1_000 });

/** Memory by every kind of allocation, stack, and output as large as it gets. */
export const memoryAndOutput: readonly Attack[] = [
  memory(
    "memory: a string that doubles",
    `let s = "x"; for (;;) { s = (s + s).normalize(); const held = s.length; ${until(100)} }`,
  ),
  memory(
    "memory: many strings",
    `const kept = []; let held = 0; for (let i = 0; ; i++) { kept.push(("x".repeat(500_000) + i).slice(1)); held += 500_000; ${until(100)} }`,
  ),
  memory(
    "memory: a list that grows",
    `const kept = []; let held = 0; for (;;) { kept.push(new Array(50_000).fill(held)); held += 400_000; ${until(100)} }`,
  ),
  memory("memory: one typed array", `const held = new Uint8Array(200_000_000).length; ${until(100)}`),
  memory(
    "memory: many typed arrays",
    `const kept = []; let held = 0; for (;;) { kept.push(new Float64Array(100_000).fill(1)); held += 800_000; ${until(100)} }`,
  ),
  memory(
    "memory: a buffer that is resized",
    `const buffer = new ArrayBuffer(1, { maxByteLength: 200_000_000 }); buffer.resize(200_000_000); const held = buffer.byteLength; ${until(100)}`,
  ),
  memory(
    "memory: a map that grows",
    `const kept = new Map(); let held = 0; for (let i = 0; ; i++) { kept.set(i + "k".repeat(200_000).slice(1), [("v".repeat(200_000) + i).slice(1)]); held += 400_000; ${until(100)} }`,
  ),
  memory(
    "memory: objects",
    `const kept = []; let held = 0; for (let i = 0; ; i++) { kept.push({ a: i, b: { c: i } }); held += 160; ${until(100)} }`,
  ),
  memory(
    "memory: functions that close over each other",
    `let last = () => 0; let held = 0; for (;;) { const before = last; last = () => before; held += 100; ${until(80)} }`,
  ),
  memory(
    "memory: texts kept beside the guest",
    `const text = "a".repeat(1_000_000); let held = 0; for (;;) { ctx.text.replace(text, /z/g, ""); held += 1e6; ${until(100)} }`,
  ),
  memory(
    "memory: replacements beside the guest",
    `const made = ctx.text.replace("a".repeat(20_000), /a/g, "b".repeat(8_000)); const held = made.length; ${until(100)}`,
  ),
  script(
    "output: a log without end",
    ({ lines }) => lines > 5_000,
    `for (let i = 0; i < 20_000; i++) ctx.log.info("line " + i);`,
    { deadlineMs: 500 },
  ),
  script("output: one enormous line", ({ said }) => said.length > 1_000_000, `ctx.log.info("x".repeat(3_000_000));`, {
    deadlineMs: 500,
  }),
  script("output: an enormous answer", ({ said }) => said.length > 5_000_000, `return "x".repeat(6_000_000);`, {
    via: "action",
  }),
  script(
    "output: an enormous change",
    ({ sent }) => sent.length > 4_500_000,
    `for (const block of blocks) block.content("x".repeat(3_000_000));`,
    { deadlineMs: 1_000, permissions: { blocks: { read: "metadata", write: ["content"] } } },
  ),
  script(
    "output: more stored than its quota",
    ({ said }) => said.includes("STORED"),
    `for (let i = 0; i < 100; i++) ctx.storage.set("key" + i, "x".repeat(10_000)); return "STORED";`,
    { via: "action", permissions: { storage: "64kb" } },
  ),
  script(
    "output: a flood of events",
    ({ events }) => events.filter(({ name }) => name.endsWith("flood")).length > 1_000,
    `for (let i = 0; i < 3_000; i++) ctx.emit("flood", { i });`,
    { deadlineMs: 1_000, permissions: { events: { emit: ["flood"] } } },
  ),
  script(
    "output: a flood of questions",
    ({ events }) => events.filter(({ name }) => name.endsWith("flood")).length > 1_000,
    `await Promise.allSettled(Array.from({ length: 3_000 }, (_, i) => ctx.emit("flood", { i }))); return "done";`,
    { via: "action", permissions: { events: { emit: ["flood"] } } },
  ),
  script(
    "output: an event of a megabyte",
    ({ events }) => JSON.stringify(events).length > 1_000_000,
    `await ctx.emit("large", { text: "x".repeat(1_500_000) });`,
    { via: "action", permissions: { events: { emit: ["large"] } } },
  ),
  script(
    "depth: an answer as deep as it gets",
    confuses,
    `JSON.stringify = () => "[".repeat(100_000) + "]".repeat(100_000); return 1;`,
    { via: "action" },
  ),
];
