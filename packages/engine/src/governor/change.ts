import type { ChangeKind, ChangeState, CompressionLevel } from "@aperture/sdk";

/** One block's change in one lane, as the governor works with it. */
export interface Change {
  readonly n: number;
  /** Number of the operation, or null where a stage made it on its own. */
  readonly operation: number | null;
  readonly lane: number;
  /** The block it changes; of an `insert` the block it adds. */
  readonly block: number;
  readonly kind: ChangeKind;
  /** Level after it. */
  readonly level: CompressionLevel;
  /** `user`, `auto`, `rule:<id>`, `plugin:<id>`, `budget` … */
  readonly actor: string;
  /** What is sent in place of the block's text. Never recomputed: these are the frozen bytes. */
  readonly text: string;
  /** Hash of `text`: its part of the prompt's fingerprint. */
  readonly hash: string;
  /** Hash of the block's text that it was made from; another one means the client changed the block. Null for an `insert`. */
  readonly originalHash: string | null;
  /** Only for `insert`: the block behind which it stands, or null at the end of the system prompt. */
  readonly anchor: number | null;
  /** Applied whatever it costs: the user said now, the hard budget limit, protective redaction. */
  readonly forced: boolean;
  readonly state: ChangeState;
  /** Tokens of `text`, the model's. */
  readonly tokens: number;
  /** Turn of its lane with which it was first sent. */
  readonly appliedTurn: number | null;
}
