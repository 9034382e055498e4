import type { AbiImport } from "@aperture/host/wasm/abi";
import { buildModule, code, I32 } from "@aperture/host/wasm/testing/build-module";
import { callImport, guestModule } from "@aperture/host/wasm/testing/guest-module";
import { loops as endless } from "@aperture/host/wasm/testing/hostile-modules";
import { type Attack, canaries, confuses, damages, hangs, module, says } from "../attack.ts";

const zero = code.const(0);
const bytesOf = (text: string): number[] => [...Buffer.from(text)];
const HELD = 256;
const held = { data: [{ at: HELD, bytes: bytesOf("HELD") }] };
/** `log` is import 0. */
const logHeld = callImport(0, "log", 1, HELD, 4);

/** Loops of every part of a module: the thread is shared with other modules, and must come back without it. */
const loops: readonly Attack[] = endless.map(({ name, bytes, when }) =>
  module(`module: ${name}`, hangs, bytes, { via: when === "start" ? "load" : "stage" }),
);

/** If growing by so many pages succeeds it says so. */
const grows = (pages: number) =>
  guestModule({
    imports: ["log"],
    bodies: {
      aperture_stage: [
        ...code.const(pages),
        ...code.grow,
        ...code.const(-1),
        ...[0x47, 0x04, 0x40],
        ...logHeld,
        ...code.end,
        ...zero,
      ],
    },
    ...held,
  });

const memory: readonly Attack[] = [
  module("module: memory that grows to 128 MB", says("HELD"), grows(2_048)),
  module("module: memory that grows to 32 MB", says("HELD"), grows(512)),
  module(
    "module: memory that begins with 64 MB",
    says("HELD"),
    guestModule({
      imports: ["log"],
      memory: [1, 0, 0x80, 0x08],
      bodies: { aperture_stage: [...logHeld, ...zero] },
      ...held,
    }),
  ),
  module(
    "module: memory that is shared with other threads",
    says("HELD"),
    guestModule({
      imports: ["log"],
      memory: [1, 3, 1, 2],
      bodies: { aperture_stage: [...logHeld, ...zero] },
      ...held,
    }),
  ),
  module(
    "module: a table of millions",
    says("HELD"),
    guestModule({
      imports: ["log"],
      table: [1, 0x70, 0, 0x80, 0x80, 0x80, 0x04],
      bodies: { aperture_stage: [...logHeld, ...zero] },
      ...held,
    }),
  ),
  module(
    "module: a log without end",
    ({ lines }) => lines > 5_000,
    guestModule({
      imports: ["log"],
      locals: 1,
      bodies: {
        aperture_stage: [
          ...[0x03, 0x40],
          ...logHeld,
          ...code.get(5),
          ...code.const(1),
          ...code.add,
          ...[0x22, 5],
          ...code.const(20_000),
          ...[0x48, 0x0d, 0x00, 0x0b],
          ...zero,
        ],
      },
      ...held,
    }),
  ),
];

/** A module that gets a function of `from`, calls it with a text, and logs what it wrote to 1,024. */
const importing = (from: string, name: string, text: string): Uint8Array =>
  buildModule({
    imports: [
      { module: from, name, parameters: [I32, I32, I32, I32], results: [I32] },
      { name: "log", parameters: [I32, I32, I32], results: [] },
    ],
    functions: [
      { name: "aperture_abi", results: [I32], body: code.const(1) },
      { name: "aperture_alloc", parameters: [I32], results: [I32], body: code.const(4_096) },
      {
        name: "aperture_stage",
        parameters: [I32, I32, I32, I32, I32],
        results: [I32],
        body: [
          ...[512, text.length, 1_024, 200].flatMap((value) => code.const(value)),
          ...code.call(0),
          ...code.drop,
          ...[1, 1_024, 200].flatMap((value) => code.const(value)),
          ...code.call(1),
          ...zero,
        ],
      },
    ],
    exports: [{ name: "memory", kind: 2, index: 0 }],
    data: [{ at: 512, bytes: bytesOf(text) }],
  });

const imports: readonly Attack[] = [
  module(
    "module: an import of the environment",
    says(canaries.environment),
    importing("env", "getenv", "APERTURE_TEST_CANARY"),
  ),
  module("module: an import of a file system", says(canaries.outside), ({ outside }) =>
    importing("node:fs", "readFileSync", outside),
  ),
  module("module: an import of a shell", damages, ({ made }) => importing("env", "system", `touch ${made}/module`)),
  module(
    "module: an import of WASI",
    says(canaries.environment),
    importing("wasi_snapshot_preview1", "environ_get", ""),
  ),
  module(
    "module: an import by the name of a prototype",
    damages,
    importing("aperture:plugin/1", "__proto__", "polluted"),
  ),
];

/** Imports that read `length` bytes at a pointer: all of what stands behind the guest's one page, or before it. */
const reading: readonly (readonly [AbiImport, ...number[]])[] = [
  ["log", 1, 65_530, 200],
  ["log", 1, -100, 120],
  ["abort", 65_536, 100],
  ["store_set", 512, 4, 65_500, 200],
  ["store_set", 65_500, 150, 512, 4],
  ["store_remove", -100, 120],
  ["handles", 0, 65_500, 200],
  ["replace", 0, 512, 2, 0, 65_536, 100],
  ["finish", 65_536, 100],
];
const writing: readonly (readonly [AbiImport, ...number[]])[] = [
  ["string", 1, 65_530, 100],
  ["text", 0, 0, 65_530, 100],
  ["text", 0, 0, -8, 60],
  ["search", 0, 512, 2, 0, 100, 65_530, 400],
  ["store_get", 512, 4, 65_530, 400],
  ["store_keys", 512, 0, 65_530, 400],
];
const pointing = ([name, ...values]: readonly [AbiImport, ...number[]], wanted: Attack["breach"]): Attack =>
  module(
    `pointers: ${name}(${values.join(", ")})`,
    wanted,
    guestModule({
      imports: [name],
      bodies: {
        aperture_stage: [...callImport(0, name, ...values), ...zero],
        aperture_task: [...callImport(0, name, ...values), ...zero],
      },
      data: [{ at: 512, bytes: bytesOf(`"."     `) }],
    }),
    {
      via: name === "finish" ? "action" : "stage",
      permissions: { blocks: { read: "content" }, storage: "64kb", panel: true },
    },
  );

/** One call of `patch` with `count` records, of which the first is given. */
const patching = (name: string, wanted: Attack["breach"], values: readonly number[], count = 1): Attack =>
  module(
    `pointers: a change with ${name}`,
    wanted,
    guestModule({
      imports: ["patch"],
      bodies: { aperture_stage: [...callImport(0, "patch", 8_192, count), ...zero] },
      data: [
        { at: 8_192, bytes: [...new Uint8Array(Int32Array.from({ length: 12 }, (_, at) => values[at] ?? 0).buffer)] },
      ],
    }),
    { permissions: { blocks: { read: "content", write: ["content", "zone", "insert"] }, notes: true } },
  );
const leaves: Attack["breach"] = ({ sent, said }) => sent.includes(canaries.memory) || said.includes(canaries.memory);

const pointers: readonly Attack[] = [
  ...reading.map((each) => pointing(each, says(canaries.memory))),
  ...writing.map((each) => pointing(each, damages)),
  patching("a text behind its memory", leaves, [4, 1, 0, 0, 0, 0, 65_536, 300]),
  patching("a text of four gigabytes", leaves, [4, 1, 0, 0, 0, 0, 8_192, -2]),
  patching("a handle that is another's", leaves, [4, 1, 0, 0, 0, 0, -7, -1]),
  patching("a reason before its memory", leaves, [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, -200, 150]),
  patching("a key behind its memory", leaves, [7, 1, 1, 0, 0, 0, 0, 4, 65_536, 100]),
  patching("so many records that their size is small again", hangs, [1, 1, 1], 0x0555_5556),
  module(
    "pointers: an allocator behind its memory",
    damages,
    guestModule({ bodies: { aperture_alloc: code.const(65_536) } }),
  ),
  module(
    "pointers: an allocator before its memory",
    damages,
    guestModule({ bodies: { aperture_alloc: code.const(-4_000) } }),
  ),
  module(
    "pointers: memory that grows under the host's hands",
    confuses,
    guestModule({
      bodies: { aperture_alloc: [...code.const(1), ...code.grow, ...code.drop, ...code.const(4_096)] },
    }),
  ),
];

/** Asks for a capability by name, past every library, and says what it was answered. */
const asking = (
  name: string,
  wanted: Attack["breach"],
  capability: string,
  input: object | ((port: number) => object),
): Attack =>
  module(
    `asked: ${name}`,
    wanted,
    ({ port }) => {
      const json = JSON.stringify(typeof input === "function" ? input(port) : input);
      const answer = [...code.get(2), ...code.get(3)];
      return guestModule({
        imports: ["ask", "finish", "log", "handles"],
        bodies: {
          aperture_init: [...callImport(3, "handles", 2, 256, 3), ...zero],
          aperture_task: [...callImport(0, "ask", 512, capability.length, 1_024, json.length), ...zero],
          aperture_answer: [...code.const(1), ...answer, ...code.call(2), ...answer, ...code.call(1), ...zero],
        },
        data: [
          { at: 256, bytes: bytesOf("run") },
          { at: 512, bytes: bytesOf(capability) },
          { at: 1_024, bytes: bytesOf(json) },
        ],
      });
    },
    { via: "action" },
  );

const asked: readonly Attack[] = [
  asking("another's secret", says(canaries.secret), "secrets.get", { name: "VAULT_KEY" }),
  asking("a file", says(canaries.private), "fs.read", { path: "private/key.txt" }),
  asking("a file outside", says(canaries.outside), "fs.read", { path: "../outside.txt" }),
  asking("a text", says(canaries.block), "state.blocks", { contentLimit: 10_000 }),
  asking(
    "an address",
    ({ reached }) => reached > 0,
    "net.fetch",
    (port) => ({ url: `http://127.0.0.1:${port}/` }),
  ),
  asking("a change", ({ sent }) => sent.includes("FORGED asked"), "blocks.edit", {
    ids: ["block-1"],
    content: "FORGED asked",
  }),
  asking("a staged text", ({ sent }) => sent.includes("FORGED staged"), "staging.stage", {
    key: "k",
    text: "FORGED staged",
  }),
  asking("an event", ({ events }) => events.length > 0, "events.emit", { event: "vault/opened", data: {} }),
  asking("more than its quota", ({ said }) => said.includes('"bytes":400'), "storage.write", {
    values: [["key", "x".repeat(300)]],
  }),
  asking("a program", says(canaries.outside), "process.exec", { command: "cat ../outside.txt" }),
  asking("the constructor of the table", says("[native code]"), "constructor", {}),
];

/** Modules that mean harm. */
export const modules: readonly Attack[] = [...loops, ...memory, ...imports, ...pointers, ...asked];
