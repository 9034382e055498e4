import type { ChangeState } from "@aperture/sdk";
import type {
  BlockSettings,
  ChangeRecord,
  CheckpointRecord,
  InjectionRecord,
  LedgerRecord,
  NoteRecord,
  OperationRecord,
  RedactionRecord,
  StagedItemRecord,
} from "./control-records.ts";

/**
 * What people, rules and stages decided. All calls are synchronous and take part in the running transaction. Nothing of a
 * removed session is found by its number or in a list over all sessions.
 */
export interface ControlTables {
  operations: {
    insert(operation: Omit<OperationRecord, "n" | "undoneBy">): OperationRecord;
    markUndone(n: number, by: number): void;
    get(n: number): OperationRecord | undefined;
    /** Newest first. */
    ofSession(session: number, page: { limit: number; before?: number }): OperationRecord[];
  };
  changes: {
    insert(change: Omit<ChangeRecord, "n">): ChangeRecord;
    update(
      n: number,
      fields: Partial<Pick<ChangeRecord, "state" | "appliedTurn" | "changedAt" | "price" | "forced" | "anchor">>,
    ): void;
    get(n: number): ChangeRecord | undefined;
    /** In these states, oldest first. */
    ofLane(lane: number, states: readonly ChangeState[]): ChangeRecord[];
    ofSession(session: number, states: readonly ChangeState[]): ChangeRecord[];
    /** Every change a block ever had, oldest first. */
    ofBlock(block: number): ChangeRecord[];
    ofOperation(operation: number): ChangeRecord[];
    /** Sessions with anything pending, applied or undo-pending: their requests are governed. */
    boundSessions(): number[];
  };
  settings: {
    /** Neither pin nor zone: as if nothing had ever been set. */
    put(settings: BlockSettings): void;
    ofSession(session: number): BlockSettings[];
  };
  notes: {
    insert(note: Omit<NoteRecord, "n">): NoteRecord;
    remove(n: number): void;
    get(n: number): NoteRecord | undefined;
    ofBlock(block: number): NoteRecord[];
    ofSession(session: number): NoteRecord[];
  };
  staged: {
    insert(item: Omit<StagedItemRecord, "n">): StagedItemRecord;
    update(n: number, fields: Partial<Pick<StagedItemRecord, "name" | "item" | "enabled">>): void;
    /** With what is known of where it went; its changes stay. */
    remove(n: number): void;
    get(n: number): StagedItemRecord | undefined;
    /** A session's own and those of every session. */
    forSession(session: number): StagedItemRecord[];
    all(): StagedItemRecord[];
    /** Nothing for a lane that is gone. */
    addInjection(injection: InjectionRecord): void;
    injectionsOf(lane: number): InjectionRecord[];
  };
  checkpoints: {
    insert(checkpoint: Omit<CheckpointRecord, "n">): CheckpointRecord;
    /** Texts that only it named go with it. */
    remove(n: number): void;
    get(n: number): CheckpointRecord | undefined;
    ofSession(session: number): CheckpointRecord[];
  };
  redactions: {
    insert(redaction: Omit<RedactionRecord, "n">): RedactionRecord;
    setActive(n: number, active: boolean): void;
    /** Active ones. */
    ofSession(session: number): RedactionRecord[];
    boundSessions(): number[];
  };
  ledger: {
    put(record: LedgerRecord): void;
    get(turn: number): LedgerRecord | undefined;
    /** Oldest first. */
    ofSession(session: number): LedgerRecord[];
  };
  /** What a plugin (`plugin:<id>`) left behind, in whichever session. */
  actors: {
    /** Sessions in which it ever did anything to blocks. */
    sessionsOf(actor: string): number[];
    /** Oldest first. */
    notesOf(actor: string): NoteRecord[];
    /** Its changes that are in force, and that wait: tokens that they keep out of a prompt, and that they add to it. */
    effectOf(actor: string): { tokensSaved: number; tokensAdded: number; applied: number; pending: number };
  };
  /** Free-form values of a session (`budget`, `holdout`, `hold`), JSON. */
  sessionSettings: {
    /** Null or undefined: no value. */
    put(session: number, name: string, value: unknown): void;
    get(session: number, name: string): unknown;
    all(session: number): Record<string, unknown>;
    /** Sessions that have a value under this name. */
    sessionsWith(name: string): number[];
  };
  /**
   * Answers by Idempotency-Key, kept for a day and not removed with a session: none that hold texts (a dry run does nothing
   * and is answered anew).
   */
  idempotency: {
    get(key: string): { readonly requestHash: string; readonly status: number; readonly body: string } | undefined;
    put(key: string, answer: { requestHash: string; status: number; body: string; at: number }): void;
    dropBefore(at: number): void;
  };
}
