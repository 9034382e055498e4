import type { ErrorCode } from "@aperture/sdk";
import { type AbiImport, abiImports, PATCH_INTS } from "../abi.ts";
import { buildModule, code, I32, I64 } from "./build-module.ts";
import { callImport, guestModule, indexOfMore, ROOM } from "./guest-module.ts";

/** A module that means harm, and what must become of it. */
export interface HostileModule {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `contained`: its call ends as any other, and has done no harm. */
  readonly when: "start" | "stage" | "contained";
  readonly code?: ErrorCode;
  readonly reason?: RegExp;
}

const zero = code.const(0);
const refused = (name: string, bytes: Uint8Array, reason: RegExp): HostileModule => ({
  name,
  bytes,
  when: "start",
  code: "plugin_failed",
  reason,
});
const fails = (name: string, bytes: Uint8Array, code: ErrorCode, reason: RegExp): HostileModule => ({
  name,
  bytes,
  when: "stage",
  code,
  reason,
});
const stage = (body: readonly number[], imports: readonly AbiImport[] = [], rest = {}) =>
  guestModule({ imports, bodies: { aperture_stage: body }, ...rest });

/** What takes too long; each ends the thread. */
export const loops: readonly HostileModule[] = [
  fails("a stage that loops", stage([...code.loop, ...zero]), "plugin_timeout", /took longer/),
  {
    ...refused(
      "a start function that loops",
      guestModule({ more: [{ body: code.loop }], start: indexOfMore(0, 3) }),
      /took longer/,
    ),
    code: "plugin_timeout",
  },
  {
    ...refused(
      "an aperture_init that loops",
      guestModule({ bodies: { aperture_init: [...code.loop, ...zero] } }),
      /took longer/,
    ),
    code: "plugin_timeout",
  },
  fails(
    "an allocator that loops",
    guestModule({ bodies: { aperture_alloc: [...code.loop, ...code.const(ROOM)] } }),
    "plugin_timeout",
    /took longer/,
  ),
  fails(
    "an expression that backtracks for ever",
    stage([...callImport(0, "count", 0, 512, 12, 0), ...zero], ["count"], {
      data: [{ at: 512, bytes: [...Buffer.from("^(\\w|\\w\\w)+$")] }],
    }),
    "plugin_timeout",
    /took longer/,
  ),
  fails(
    "imports called for ever",
    stage([0x03, 0x40, ...callImport(0, "string", 1, 0, 0), 0x0c, 0x00, 0x0b, ...zero], ["string"]),
    "plugin_timeout",
    /took longer/,
  ),
];

/** Modules that are not run at all. */
export const refusals: readonly HostileModule[] = [
  ...[
    ["env", "memcpy"],
    ["wasi_snapshot_preview1", "fd_write"],
    ["aperture:plugin/1", "open"],
    ["aperture:plugin/1", "__proto__"],
    ["aperture:plugin/1", "constructor"],
    ["aperture:plugin/2", "log"],
    ["wasm:js-string", "length"],
  ].map(([module, name]) =>
    refused(
      `an import of ${module}.${name}`,
      buildModule({ imports: [{ module: module!, name: name!, parameters: [], results: [] }] }),
      new RegExp(`imports ${module}.${name}`),
    ),
  ),
  refused(
    "an import of the ABI with another type",
    buildModule({ imports: [{ name: "log", parameters: [I32, I64, I32], results: [] }] }),
    /imports log as \(i32, i64, i32\)/,
  ),
  refused(
    "an imported memory",
    buildModule({ sections: [{ id: 2, content: [1, 3, 101, 110, 118, 1, 109, 2, 0, 1] }] }),
    /imports the memory env\.m/,
  ),
  refused("a shared memory", guestModule({ memory: [1, 3, 1, 2] }), /shared or 64-bit/),
  refused("a 64-bit memory", guestModule({ memory: [1, 4, 1] }), /shared or 64-bit/),
  refused("two memories", guestModule({ memory: [2, 0, 1, 0, 1] }), /2 memories/),
  refused(
    "a memory larger than it may have",
    guestModule({ memory: [1, 0, 0x80, 0x08] }),
    /begins with 67108864 bytes/,
  ),
  refused("an enormous table", guestModule({ table: [1, 0x70, 0, 0x80, 0x80, 0x80, 0x04] }), /entries in a table/),
  refused(
    "more data than its memory",
    guestModule({ data: [{ at: 65_530, bytes: Array<number>(10).fill(1) }] }),
    /out of bounds/,
  ),
  refused("no memory", guestModule({ exports: [] }), /does not export its memory/),
  refused(
    "a function for a memory",
    guestModule({ exports: [{ name: "memory", kind: 0, index: 0 }] }),
    /does not export its memory/,
  ),
  refused("no allocator", guestModule({ without: ["aperture_alloc"] }), /does not export aperture_alloc/),
  refused(
    "a memory where a function should be",
    guestModule({
      without: ["aperture_stage"],
      exports: [
        { name: "memory", kind: 2, index: 0 },
        { name: "aperture_stage", kind: 2, index: 0 },
      ],
    }),
    /aperture_stage is a memory/,
  ),
  refused(
    "a stage of another type",
    guestModule({ without: ["aperture_stage"], more: [{ name: "aperture_stage", parameters: [I64], body: [] }] }),
    /aperture_stage is \(i64\) → \(\)/,
  ),
  refused("an ABI of the future", guestModule({ bodies: { aperture_abi: code.const(2) } }), /made for ABI 2/),
  refused(
    "structures of the garbage collector",
    guestModule({ sections: [{ id: 1, content: [1, 0x5f, 0] }] }),
    /garbage-collection|two sections/,
  ),
  refused("exception tags", guestModule({ sections: [{ id: 13, content: [1, 0, 0] }] }), /section of kind 13/),
  refused("no module at all", Buffer.from("#!/bin/sh\nrm -rf /\n"), /no WebAssembly module/),
  refused("half a module", guestModule({}).subarray(0, -3), /ends in the middle/),
  refused(
    "a number without an end",
    Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 255, 255, 255, 255, 255]),
    /longer than 32 bits/,
  ),
  refused(
    "ten million types",
    Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 0x80, 0xad, 0xe2, 0x04]),
    /has 10000000 entries/,
  ),
  refused("five megabytes", new Uint8Array(5 * 1024 * 1024), /at most 4194304/),
  refused(
    "an import called by the start function",
    guestModule({ imports: ["log"], more: [{ body: callImport(0, "log", 1, 0, 10) }], start: indexOfMore(1, 3) }),
    /before it has been started/,
  ),
  refused(
    "a start function that traps",
    guestModule({ more: [{ body: code.unreachable }], start: indexOfMore(0, 3) }),
    /unreachable/,
  ),
];

/** Pointers for which each import must fail: beyond the end, over the end, and around 2^32. */
const pointers: readonly (readonly [pointer: number, length: number])[] = [
  [65_536, 1],
  [65_530, 100],
  [-4, 8],
  [16, -1],
  [-1, -1],
  [0x7fff_ffff, 0x7fff_ffff],
];

/** Which parameters of an import are pointer and length, from 0. */
const pointed: Partial<Record<AbiImport, readonly (readonly [number, number])[]>> = {
  string: [[1, 2]],
  text: [[2, 3]],
  search: [
    [1, 2],
    [5, 6],
  ],
  count: [[1, 2]],
  replace: [
    [1, 2],
    [4, 5],
  ],
  store_get: [
    [0, 1],
    [2, 3],
  ],
  store_set: [
    [0, 1],
    [2, 3],
  ],
  store_remove: [[0, 1]],
  store_keys: [
    [0, 1],
    [2, 3],
  ],
  log: [[1, 2]],
  handles: [[1, 2]],
  abort: [[0, 1]],
};

/** Every pointer of every import, out of bounds in every way. */
export const outOfBounds: readonly HostileModule[] = (
  Object.entries(pointed) as [AbiImport, [number, number][]][]
).flatMap(([name, pairs]) =>
  pairs.flatMap(([at, size]) =>
    pointers.map(([pointer, length]) => {
      const values = Array<number>(abiImports[name].parameters).fill(0);
      values[at] = pointer;
      values[size] = length;
      return {
        name: `${name}: ${length} bytes at ${pointer} as parameter ${at}`,
        bytes: stage([...callImport(0, name, ...values), ...zero], [name]),
        when: "stage" as const,
        code: "plugin_failed" as const,
      };
    }),
  ),
);

/** A patch record at `ROOM`. */
const record = (...values: readonly number[]) => [
  {
    at: ROOM * 2,
    bytes: [...new Uint8Array(Int32Array.from({ length: PATCH_INTS }, (_, i) => values[i] ?? 0).buffer)],
  },
];
const patching = (values: readonly number[], count = 1) =>
  stage([...callImport(0, "patch", ROOM * 2, count), ...zero], ["patch"], { data: record(...values) });

export const misbehaving: readonly HostileModule[] = [
  fails("a trap", stage(code.unreachable), "plugin_failed", /unreachable/),
  fails(
    "calls nested without end",
    guestModule({
      bodies: { aperture_stage: [...Array.from({ length: 5 }, (_, i) => code.get(i)).flat(), ...code.call(2)] },
    }),
    "plugin_failed",
    /nested too deeply/,
  ),
  fails(
    "memory until there is no more",
    stage([0x03, 0x40, ...code.const(1), ...code.grow, ...code.const(-1), 0x47, 0x0d, 0x00, 0x0b, ...code.unreachable]),
    "plugin_out_of_memory",
    /needed more than 4 MB/,
  ),
  fails(
    "an allocator outside of the memory",
    guestModule({ bodies: { aperture_alloc: code.const(-16) } }),
    "plugin_failed",
    /outside of its memory/,
  ),
  fails(
    "an allocator at the last byte",
    guestModule({ bodies: { aperture_alloc: code.const(65_535) } }),
    "plugin_failed",
    /outside of its memory/,
  ),
  fails(
    "an allocator without room",
    guestModule({ bodies: { aperture_alloc: zero } }),
    "plugin_out_of_memory",
    /needed more/,
  ),
  fails(
    "records without end",
    stage([...callImport(0, "patch", 0, -1), ...zero], ["patch"]),
    "plugin_bad_answer",
    /more than 10000 items/,
  ),
  fails(
    "a count that overflows to little",
    stage([...callImport(0, "patch", 0, 0x0555_5556), ...zero], ["patch"]),
    "plugin_bad_answer",
    /more than 10000/,
  ),
  fails(
    "records at the end of the memory",
    stage([...callImport(0, "patch", 65_500, 1), ...zero], ["patch"]),
    "plugin_failed",
    /outside of its memory/,
  ),
  fails("an operation that is none", patching([99, 1]), "plugin_bad_answer", /no operation 99/),
  fails("operation 0", patching([0, 1]), "plugin_bad_answer", /no operation 0/),
  fails("a zone that is none", patching([1, 1, 77]), "plugin_bad_answer", /zone/),
  fails("a block below 0", patching([6, -17]), "plugin_bad_answer", /block/),
  fails("a reserved field", patching([6, 1, 0, 0, 0, 1]), "plugin_bad_answer", /reserved/),
  fails(
    "a text outside of its memory",
    patching([4, 1, 0, 0, 0, 0, 65_000, 70_000]),
    "plugin_failed",
    /outside of its memory/,
  ),
  fails("a text of 4 GB", patching([4, 1, 0, 0, 0, 0, 0, -2]), "plugin_bad_answer", /larger than/),
  fails(
    "a handle that it was not given",
    patching([4, 1, 0, 0, 0, 0, -7, -1]),
    "plugin_bad_answer",
    /no text with the handle/,
  ),
  fails(
    "a block's place as a handle",
    patching([4, 1, 0, 0, 0, 0, 0, -1]),
    "plugin_bad_answer",
    /no text with the handle/,
  ),
  fails("a key that is too long", patching([7, 1, 1, 0, 0, 0, 0, 0, 0, 201]), "plugin_bad_answer", /key/),
  fails("an event that is no JSON", patching([11, 0, 0, 0, 0, 0, 0, 5, 0, 0]), "plugin_bad_answer", /no JSON object/),
  fails("an answer that is not 0", stage(code.const(-3)), "plugin_failed", /answered -3/),
  fails(
    "a task's result from a stage",
    stage([...callImport(0, "finish", 0, 0), ...zero], ["finish"]),
    "plugin_failed",
    /only tasks/,
  ),
  fails(
    "nothing named",
    stage([...callImport(0, "handles", 77, 0, 0), ...zero], ["handles"]),
    "plugin_failed",
    /handles/,
  ),
  fails(
    "a text that doubles again and again",
    stage(
      [
        ...code.const(0),
        ...code.set(5),
        0x03,
        0x40,
        ...code.get(5),
        ...[512, 6, 0, 518, 4].flatMap((value) => code.const(value)),
        ...code.call(0),
        ...code.set(5),
        ...[0x0c, 0x00, 0x0b],
        ...zero,
      ],
      ["replace"],
      { locals: 1, data: [{ at: 512, bytes: [...Buffer.from("^[^]*$$&$&")] }] },
    ),
    "plugin_failed",
    /characters/,
  ),
  {
    name: "a question from a stage",
    bytes: stage([...callImport(0, "ask", 0, 0, 0, 0), ...zero], ["ask"]),
    when: "contained",
  },
  {
    name: "memory that grows between its allocator and the host's write",
    bytes: guestModule({
      bodies: {
        aperture_alloc: [
          ...code.const(1),
          ...code.grow,
          ...code.drop,
          ...code.size,
          ...code.const(-1),
          ...code.add,
          ...code.const(16),
          0x74,
        ],
      },
    }),
    when: "contained",
  },
  {
    name: "its own records overwritten while they are read",
    bytes: stage(
      [...callImport(0, "string", 1, ROOM, 60_000), ...callImport(1, "text_length", 0), ...zero],
      ["string", "text_length"],
    ),
    when: "contained",
  },
];
