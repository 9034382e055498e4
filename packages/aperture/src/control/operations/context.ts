import type { Compress, CompressInput } from "@aperture/engine/compression/contract";
import type { DialectEditing } from "@aperture/engine/dialects/editing";
import type { DialectId } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { GovernorView } from "../contract.ts";

/** What operations work with: effects come in here. */
export interface OperationContext {
  readonly store: Store;
  readonly governor: GovernorView;
  readonly compress: Compress;
  /** Resolves when what `compress` needs for a summary of this was made ahead, or given up. Never rejects. */
  readonly ready: (input: CompressInput) => Promise<void>;
  /** o200k tokens of each text, counted in a worker. May reject: then counts are estimates. */
  readonly count: (texts: readonly string[]) => Promise<readonly number[]>;
  /** Content hash, the same that blocks are stored under. */
  readonly hash: (text: string) => string;
  readonly editing: (dialect: DialectId) => Pick<DialectEditing, "refuse">;
  /** What leaves instead of the n-th value of a session. */
  readonly placeholderFor: (value: string, session: number, n: number) => string;
  /** True where a request of the session is held, or will be. */
  readonly isHolding: (session: number) => boolean;
  /** Days that a session is kept behind its last request. */
  readonly keepDays: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
