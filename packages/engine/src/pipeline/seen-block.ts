import type { CompressionLevel, Pinned, Zone } from "@aperture/sdk";
import type { PlacedDraft } from "../dialects/dialect.ts";
import type { Change } from "../governor/change.ts";
import type { StageBlock } from "../stage/stage.ts";

export interface SeenBlockFacts {
  readonly n: number;
  readonly placed: PlacedDraft;
  readonly position: number;
  readonly originalTokens: number;
  /** Change in force, and the one that waits. */
  readonly change: Change | undefined;
  readonly isPending: boolean;
  readonly editable: boolean;
  readonly pinned: Pinned;
  readonly age: number;
  readonly isFree: boolean;
}

const noPaths: readonly string[] = [];

/** A block as stages see it. Zone and pin follow what earlier stages said. */
export class SeenBlock implements StageBlock {
  readonly placed: PlacedDraft;
  readonly n: number;
  readonly position: number;
  readonly originalTokens: number;
  readonly age: number;
  readonly isFree: boolean;
  readonly editable: boolean;
  readonly origin = "client";
  zone: Zone = "middle";
  pinned: Pinned;
  isPending: boolean;
  readonly #change: Change | undefined;

  constructor(facts: SeenBlockFacts) {
    this.placed = facts.placed;
    this.n = facts.n;
    this.position = facts.position;
    this.originalTokens = facts.originalTokens;
    this.age = facts.age;
    this.isFree = facts.isFree;
    this.editable = facts.editable;
    this.pinned = facts.pinned;
    this.isPending = facts.isPending;
    this.#change = facts.change;
  }

  get role() {
    return this.placed.draft.role;
  }
  get kind(): string {
    return this.placed.draft.kind;
  }
  get toolName(): string | undefined {
    return this.placed.draft.toolName;
  }
  get toolId(): string | undefined {
    return this.placed.draft.toolId;
  }
  get filePaths(): readonly string[] {
    return this.placed.draft.filePaths ?? noPaths;
  }
  get isError(): boolean {
    return this.placed.draft.isError ?? false;
  }
  get text(): string {
    return this.placed.draft.text;
  }
  get hash(): string {
    return this.placed.draft.hash;
  }
  get tokens(): number {
    return this.#change?.tokens ?? this.originalTokens;
  }
  get level(): CompressionLevel {
    return this.#change?.level ?? "original";
  }
  get sent(): string {
    return this.#change?.text ?? this.text;
  }
}
