import type {
  ChangeKind,
  ChangePrice,
  ChangeState,
  CompressionLevel,
  OperationKind,
  Pinned,
  StageRun,
  Zone,
} from "@aperture/sdk";

/** An entry of the action log. Times are epoch milliseconds. */
export interface OperationRecord {
  readonly n: number;
  readonly session: number;
  readonly kind: OperationKind;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: number;
  /** Number of the lane's newest turn when it was made. */
  readonly turn: number;
  readonly input: Readonly<Record<string, unknown>>;
  readonly blocks: readonly number[];
  readonly undoneBy: number | null;
}

export interface ChangeRecord {
  readonly n: number;
  readonly operation: number | null;
  readonly session: number;
  readonly lane: number;
  readonly block: number;
  readonly kind: ChangeKind;
  readonly level: CompressionLevel;
  readonly actor: string;
  readonly reason: string | null;
  /** Hash of the replacement, whose text is in `contents`: committed before it is first forwarded. */
  readonly hash: string;
  readonly originalHash: string | null;
  readonly anchor: number | null;
  readonly forced: boolean;
  readonly state: ChangeState;
  readonly tokens: number;
  readonly createdAt: number;
  readonly appliedTurn: number | null;
  /** When it came to its last state. */
  readonly changedAt: number;
  readonly price: ChangePrice | null;
}

/** Pins and zones that somebody set; they change no bytes. */
export interface BlockSettings {
  readonly block: number;
  readonly session: number;
  readonly pinned: Pinned;
  /** Null: by rule. */
  readonly zone: Zone | null;
}

export interface NoteRecord {
  readonly n: number;
  readonly block: number;
  readonly session: number;
  readonly actor: string;
  readonly at: number;
  readonly text: string;
}

export interface StagedItemRecord {
  readonly n: number;
  /** Null: offered to every session. */
  readonly session: number | null;
  readonly name: string;
  readonly createdAt: number;
  /** `StagedItem` of the sdk without id and state, as JSON. */
  readonly item: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
}

/** Where a staged item went: never twice in the same lane unless its condition is `always` and its text changed. */
export interface InjectionRecord {
  readonly item: number;
  readonly lane: number;
  readonly change: number;
  readonly hash: string;
  readonly at: number;
}

export interface CheckpointRecord {
  readonly n: number;
  readonly session: number;
  readonly name: string;
  readonly at: number;
  /** The session's decisions: pins, zones, and per block what is sent (hash, level, kind, actor). */
  readonly decisions: Readonly<Record<string, unknown>>;
  /** Of the texts that the decisions name: they are kept as long as the checkpoint. In no order, each once. */
  readonly hashes: readonly string[];
}

/**
 * A value that must not leave. It is a secret: it stands in this table and nowhere else — never in an operation's `input` or
 * `reason`, an event, or a log.
 */
export interface RedactionRecord {
  readonly n: number;
  readonly session: number;
  readonly value: string;
  readonly placeholder: string;
  readonly operation: number | null;
  readonly at: number;
  readonly active: boolean;
}

/** What a turn was billed and what it would have been billed untouched. Tokens. */
export interface LedgerRecord {
  readonly turn: number;
  readonly session: number;
  readonly lane: number;
  readonly at: number;
  readonly model: string | null;
  /** Input in uncached-token equivalents, from the provider's usage. */
  readonly billed: number;
  /** The same for the original prompt, by the same cache rules. */
  readonly untouched: number;
  /** USD, or null where the model's price is not known. */
  readonly billedUsd: number | null;
  readonly untouchedUsd: number | null;
  /** Tokens saved per actor on this turn. */
  readonly actors: Readonly<Record<string, number>>;
  readonly predictedInput: number | null;
  readonly predictedRead: number | null;
  readonly holdout: boolean;
  readonly runs: readonly StageRun[];
}
