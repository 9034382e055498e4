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

/** What people, rules and stages decided. All calls are synchronous and take part in the running transaction. */
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
    remove(n: number): void;
    get(n: number): StagedItemRecord | undefined;
    /** A session's own and those of every session. */
    forSession(session: number): StagedItemRecord[];
    all(): StagedItemRecord[];
    addInjection(injection: InjectionRecord): void;
    injectionsOf(lane: number): InjectionRecord[];
  };
  checkpoints: {
    insert(checkpoint: Omit<CheckpointRecord, "n">): CheckpointRecord;
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
  /** Free-form values of a session (`budget`, `holdout`, `hold`), JSON. */
  sessionSettings: {
    put(session: number, name: string, value: unknown): void;
    get(session: number, name: string): unknown;
    all(session: number): Record<string, unknown>;
    /** Sessions that have a value under this name. */
    sessionsWith(name: string): number[];
  };
  /** Answers by Idempotency-Key, kept for a day. */
  idempotency: {
    get(key: string): { readonly requestHash: string; readonly status: number; readonly body: string } | undefined;
    put(key: string, answer: { requestHash: string; status: number; body: string; at: number }): void;
    dropBefore(at: number): void;
  };
}
