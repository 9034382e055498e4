import type { CompressionLevel, Pinned, Role, Zone } from "@aperture/sdk";

/** What a selector can ask about a block. */
export interface SelectorBlock {
  /** The number in `block-<n>`. */
  readonly n: number;
  readonly role: Role;
  /** The wire's name for the part, as in `Block.metadata.kind`. */
  readonly kind: string;
  readonly zone: Zone;
  readonly pinned: Pinned;
  readonly level: CompressionLevel;
  readonly origin: string;
  readonly toolName?: string | undefined;
  readonly filePaths?: readonly string[] | undefined;
  readonly isError?: boolean | undefined;
  readonly tokens: number;
  /** Turns since it first appeared. */
  readonly age: number;
  /** 1-based turn in which it first appeared. */
  readonly turn: number;
  /** 0-based place in prompt order; -1 where it is not live. */
  readonly position: number;
  /** 0 fresh to 100 stale. */
  readonly staleness: number;
  /** The whole text. Only called where everything else already holds. */
  text(): string;
}

/** One condition of a selector, such as `role:tool_result,tool_use` or `!tokens>=2000`. */
export interface Term {
  readonly key: string;
  readonly operator: Operator;
  /** Values as the user meant them, quotes and escapes taken away. One of them must hold. */
  readonly values: readonly string[];
  readonly negated: boolean;
  /** Whether it holds, negation aside. */
  readonly test: (block: SelectorBlock) => boolean;
  /** True where `test` reads the block's text. */
  readonly readsText: boolean;
}

/** All of the terms must hold. */
export interface Selector {
  /** As they were written. */
  readonly terms: readonly Term[];
  /** The same, those that read texts last. */
  readonly plan: readonly Term[];
}

/** Longest first: `>=` is tried before `>`. */
export const operators = [">=", "<=", ":", "~", ">", "<", "="] as const;
export type Operator = (typeof operators)[number];
