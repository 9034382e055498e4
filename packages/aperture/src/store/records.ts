import type { DialectId, Role, SessionSource, TurnOutcome, Usage } from "@aperture/sdk";

/** Numbers are primary keys; the outside sees them as `session-1`, `lane-1`, `turn-1`, `block-1`. Times are epoch milliseconds. */
export interface SessionRecord {
  readonly n: number;
  /** What the session was recognised by: unique, for example `agent:claude-code:<uuid>`, `tag:<label>`. */
  readonly key: string;
  readonly label: string;
  readonly source: SessionSource;
  readonly client: string;
  readonly dialect: DialectId;
  readonly model: string | null;
  readonly project: string | null;
  readonly startedAt: number;
  readonly lastSeen: number;
}

export interface LaneRecord {
  readonly n: number;
  readonly session: number;
  readonly agentId: string | null;
  readonly kind: "main" | "side";
  readonly turns: number;
  readonly lastSeen: number;
}

export interface BlockRecord {
  readonly n: number;
  readonly session: number;
  readonly lane: number;
  readonly role: Role;
  /** Identity without occurrence (`BlockDraft.key`). */
  readonly key: string;
  /** Hash of the current text; the text itself is in `contents`. */
  readonly hash: string;
  /** Hash of the raw bytes where the text does not hold everything. */
  readonly rawHash: string | null;
  readonly at: number;
  /** 1-based turn of the lane in which it first appeared. */
  readonly turn: number;
  readonly origin: string;
  readonly meta: BlockMeta;
}

/** What `Block.metadata` needs beyond the record's own fields. */
export interface BlockMeta {
  readonly provider: DialectId;
  readonly kind: string;
  readonly toolName?: string;
  readonly toolId?: string;
  readonly filePaths?: readonly string[];
  readonly mediaType?: string;
  readonly isError?: boolean;
  readonly signed?: boolean;
  readonly cacheMark?: boolean;
  /** Fixed token count (images). */
  readonly tokens?: number;
}

export interface TurnRecord {
  readonly n: number;
  readonly session: number;
  readonly lane: number;
  readonly number: number;
  readonly model: string | null;
  readonly startedAt: number;
  readonly duration: number | null;
  readonly status: number | null;
  readonly outcome: TurnOutcome;
  readonly stopReason: string | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly usage: Usage | null;
  readonly requestBytes: number;
  readonly answerBytes: number;
  readonly maxOutputTokens: number | null;
  /** Block numbers in prompt order (stored as runs: consecutive numbers cost nothing). */
  readonly blocks: readonly number[];
  readonly answerBlocks: readonly number[];
}

/** A text or raw bytes to be kept under its hash; storing one that is there already costs a look-up. */
export interface NewContent {
  readonly hash: string;
  readonly content: string | Uint8Array;
}

export interface ModelFactor {
  readonly model: string;
  /** Billed tokens ÷ o200k tokens. */
  readonly factor: number;
  readonly samples: number;
}
