/**
 * How a block's metadata is packed for a plugin: 16 little-endian 32-bit integers a block, in prompt order. Shared by the js
 * sandbox, native plugins and the wasm ABI `aperture:plugin/1`, so it never changes within apiVersion 1: new fields get a new record.
 */
export const RECORD_INTS = 16;
export const RECORD_BYTES = RECORD_INTS * 4;

/** Offsets in a record, in 32-bit integers. Strings are numbers in the call's string table, 0: none. */
export const Field = {
  /** The number in `block-17`. */
  block: 0,
  /** Index in `roles`. */
  role: 1,
  zone: 2,
  level: 3,
  /** 0 not pinned, 1 top, 2 bottom. */
  pinned: 4,
  flags: 5,
  /** Tokens of what is sent now, and of the client's own text. */
  tokens: 6,
  originalTokens: 7,
  /** Turn of its lane in which it first appeared, 1-based. */
  firstTurn: 8,
  kind: 9,
  toolName: 10,
  toolId: 11,
  origin: 12,
  /** UTF-16 units of the client's own text. */
  textLength: 13,
  /** Changes when the text does. */
  textVersion: 14,
  /** Paths, one to a line. */
  filePaths: 15,
} as const;

export const Flag = {
  editable: 1,
  isError: 2,
  /** A change of it waits. */
  isPending: 4,
  /** Changing it costs nothing: it stands behind what the provider has cached. */
  isFree: 8,
  /** First seen in this request. */
  isNew: 16,
  /** The plugin may read its text. */
  isReadable: 32,
  /** The plugin may change it: its role and zone are among the granted ones. */
  isWritable: 64,
} as const;

/** By number in a record; the order never changes, new words go to the end. */
export const roles = ["system", "user", "assistant", "tool_use", "tool_result", "thinking", "image", "other"] as const;
export const zones = ["primacy", "middle", "recency"] as const;
export const levels = ["original", "trimmed", "summarized", "minimal"] as const;
export const pins = [null, "top", "bottom"] as const;
