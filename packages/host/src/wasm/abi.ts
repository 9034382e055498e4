/**
 * The numbers of `aperture:plugin/1` (docs/reference/plugin-abi.md, packages/sdk/abi/aperture-plugin.wit). Frozen for apiVersion 1: nothing
 * here changes its number or shape; new imports and operations may be added at the end.
 */
export const ABI_VERSION = 1;
export const IMPORT_MODULE = "aperture:plugin/1";

/** Every parameter and result is an i32; pointers and lengths are unsigned. */
export interface FunctionShape {
  readonly parameters: number;
  readonly result: boolean;
}

const shape = (parameters: number, result: boolean): FunctionShape => ({ parameters, result });

/** What a module may import. */
export const abiImports = {
  /** (string number, to, room) → bytes it has, however many fitted */
  string: shape(3, true),
  /** (target) → bytes */
  text_length: shape(1, true),
  /** (target, from byte, to, room) → bytes written */
  text: shape(4, true),
  /** (target, pattern, length, flags, limit, to, room) → matches written, 8 bytes each: start and end, in bytes */
  search: shape(7, true),
  /** (target, pattern, length, flags) → matches */
  count: shape(4, true),
  /** (target, pattern, length, flags, replacement, length) → handle */
  replace: shape(6, true),
  /** (target) → handle */
  outline: shape(1, true),
  /** (patch records, how many) → how many were recorded */
  patch: shape(2, true),
  /** (key, length, to, room) → bytes it has, however many fitted */
  store_get: shape(4, true),
  /** (key, length, JSON, length) → 0 */
  store_set: shape(4, true),
  /** (key, length) → 0 */
  store_remove: shape(2, true),
  /** (prefix, length, to, room) → bytes of the JSON list, however many fitted */
  store_keys: shape(4, true),
  /** (level, message, length) */
  log: shape(3, false),
  /** (what, name, length): says in `aperture_init` what the module handles */
  handles: shape(3, false),
  /** (capability, length, JSON, length) → number of the question */
  ask: shape(4, true),
  /** (JSON, length): the task's result */
  finish: shape(2, false),
  /** (reason, length): does not return */
  abort: shape(2, false),
} as const satisfies Readonly<Record<string, FunctionShape>>;
export type AbiImport = keyof typeof abiImports;

/** Functions that the host calls. `required`: without it the module is refused. */
export const abiExports = {
  aperture_abi: { ...shape(0, true), required: true },
  /** (bytes) → pointer, 0 where there is no room */
  aperture_alloc: { ...shape(1, true), required: true },
  /** (config JSON, length) → 0, or a number that says it failed */
  aperture_init: { ...shape(2, true), required: false },
  /** (hook, records, how many, request JSON, length) → 0, or a number that says it failed */
  aperture_stage: { ...shape(5, true), required: false },
  /** (kind, input JSON, length) → 0, or a number that says it failed */
  aperture_task: { ...shape(3, true), required: false },
  /** (question, status, JSON, length) → 0, or a number that says it failed */
  aperture_answer: { ...shape(4, true), required: false },
  aperture_dispose: { ...shape(0, false), required: false },
} as const satisfies Readonly<Record<string, FunctionShape & { required: boolean }>>;
export type AbiExport = keyof typeof abiExports;

/** First parameter of `aperture_stage`: the place in this list. */
export const hooks = [
  "before_parse",
  "after_parse",
  "after_zone",
  "after_inject",
  "after_condense",
  "after_budget",
  "after_reorder",
  "before_emit",
] as const;

/** First parameter of `aperture_task`: the place in this list. */
export const taskKinds = ["event", "response", "schedule", "action", "panel", "serve"] as const;

/** First parameter of `handles`: the place in this list. */
export const handledThings = ["stage", "event", "action", "schedule", "panel", "serve"] as const;

/** First parameter of `log`: the place in this list. */
export const logLevels = ["debug", "info", "warn", "error"] as const;

/** Results below 0, where no handle is meant. */
export const Status = { none: -1, denied: -2, quota: -3, invalid: -4, busy: -5 } as const;

/** Bits of `flags`. */
export const SearchFlag = { ignoreCase: 1, multiline: 2, dotAll: 4, unicode: 8, literal: 16 } as const;

/** A patch record: 12 little-endian 32-bit integers. Unused ones are 0. */
export const PATCH_INTS = 12;
export const PatchField = {
  /** Place in `patchOperations`, from 1. */
  operation: 0,
  /** The number in `block-17`; 0: none. */
  block: 1,
  a: 2,
  b: 3,
  c: 4,
  /** Must be 0. */
  reserved: 5,
  text: 6,
  /** Bytes; -1: `text` is a handle. */
  textLength: 7,
  key: 8,
  keyLength: 9,
  reason: 10,
  reasonLength: 11,
} as const;

/** Place in this list + 1 is the operation's number. */
export const patchOperations = [
  "zone",
  "pin",
  "level",
  "content",
  "redact",
  "remove",
  "insert",
  "stage",
  "unstage",
  "note",
  "emit",
  "model",
  "sampling",
  "refuse",
] as const;
