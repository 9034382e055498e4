import type { DialectId } from "../block.ts";

/** What a plugin may know of a request beside its blocks. Copied to the guest as JSON. */
export interface RequestFacts {
  /** `session-1`, `lane-1` */
  readonly session: string;
  readonly lane: string;
  /** `side`: titles and other small requests without tools. */
  readonly laneKind: "main" | "side";
  readonly agent: string;
  /** Folder of the session's project, or null. */
  readonly project: string | null;
  readonly dialect: DialectId;
  readonly model: string | null;
  /** Number of the request in its lane, 1-based. */
  readonly turn: number;
  /** Epoch ms. */
  readonly now: number;
  /** Tokens of the prompt as it would leave now; what it is held against, or null. */
  readonly tokens: number;
  readonly limit: number | null;
  /** Nothing is cached: every change is free. */
  readonly cold: boolean;
  /** manual, observe or auto. */
  readonly mode: string;
  readonly sampling: {
    readonly temperature: number | null;
    readonly maxOutputTokens: number | null;
    readonly stream: boolean;
    readonly tools: boolean;
  };
  /** USD per million tokens of the model, or null where they are not known. */
  readonly prices: { readonly input: number; readonly output: number; readonly cacheRead: number } | null;
  /** Usage the provider billed for the lane's last answer, or null. */
  readonly lastUsage: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead: number;
    readonly cacheWrite: number;
  } | null;
}
