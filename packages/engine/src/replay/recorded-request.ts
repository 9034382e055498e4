import type { Role } from "@aperture/sdk";

/** A block of a conversation as it was recorded: what was kept of it, not how its wire wrote it. */
export interface RecordedBlock {
  /** The number in `block-17`. */
  readonly n: number;
  readonly role: Role;
  /** The wire's own name for the part. */
  readonly kind: string;
  /** Identity without occurrence (`BlockDraft.key`). */
  readonly key: string;
  /** Of its text. */
  readonly hash: string;
  /** Read when its first request is made: a session's texts are many megabytes. */
  readonly text: () => string;
  readonly toolName?: string | undefined;
  /** Pairs a call with its result. */
  readonly toolId?: string | undefined;
  readonly filePaths?: readonly string[] | undefined;
  readonly isError?: boolean | undefined;
  readonly signed?: boolean | undefined;
  /** Fixed by the wire (images); otherwise its text is counted. */
  readonly tokens?: number | undefined;
  /** Request of its lane in which it first appeared, 1-based. */
  readonly turn: number;
}

/** One request of a recorded conversation. */
export interface RecordedRequest {
  /** Number in its lane, 1-based. */
  readonly turn: number;
  /** Epoch ms. */
  readonly at: number;
  /** In prompt order. */
  readonly blocks: readonly RecordedBlock[];
}

/** How a recorded client had its prompts cached: marks of a lifetime, or none. */
export type RecordedMarks = "5m" | "1h" | null;
