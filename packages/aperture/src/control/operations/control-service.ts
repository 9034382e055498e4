import type {
  ApplyPending,
  BlockDiff,
  BlockVersions,
  Budget,
  Checkpoint,
  CheckpointDiff,
  CompressBlocks,
  DiffQuery,
  EditBlocks,
  InsertBlock,
  MoveBlocks,
  Note,
  Operation,
  OperationResult,
  Pending,
  PinBlocks,
  RedactBlocks,
  RemoveBlocks,
  RestoreBlocks,
  RestoreCheckpoint,
  SessionControl,
  SetBudget,
  SetControl,
  Trash,
  TurnPipeline,
  UndoOperations,
} from "@aperture/sdk";
import type { z } from "zod";
import type { OperationRecord } from "../../store/control-records.ts";
import type { Actor } from "../contract.ts";

/** Who calls, and what belongs to the same commit. */
export interface Call {
  readonly actor: Actor;
  /** True where the caller has the token. */
  readonly isTrusted: boolean;
  /** Asked in the transaction before anything is written: what it throws voids the operation (a stale ETag). */
  readonly before?: () => void;
  /** Told in the transaction what will be answered, also where there was nothing to write (Idempotency-Key). Never of a dry run. */
  readonly remember?: (answer: OperationResult) => void;
}

type Input<Schema extends z.ZodType> = z.output<Schema>;

/**
 * What people and plugins do to a session's context. Every write is one commit: operation, changes and event, or nothing.
 * Throws `not_found`, `no_session`, `invalid_input`, `invalid_selector`, and, where one block was named and nothing was done,
 * the code that its item would have.
 */
export interface ControlService {
  compress(input: Input<typeof CompressBlocks>, call: Call): Promise<OperationResult>;
  restore(input: Input<typeof RestoreBlocks>, call: Call): Promise<OperationResult>;
  pin(input: Input<typeof PinBlocks>, call: Call): Promise<OperationResult>;
  move(input: Input<typeof MoveBlocks>, call: Call): Promise<OperationResult>;
  edit(input: Input<typeof EditBlocks>, call: Call): Promise<OperationResult>;
  remove(input: Input<typeof RemoveBlocks>, call: Call): Promise<OperationResult>;
  insert(input: Input<typeof InsertBlock>, call: Call): Promise<OperationResult>;
  redact(input: Input<typeof RedactBlocks>, call: Call): Promise<OperationResult>;
  undo(input: Input<typeof UndoOperations>, call: Call): Promise<OperationResult>;
  applyPending(input: Input<typeof ApplyPending>, call: Call): Promise<OperationResult>;

  operations(page: { session?: string; limit: number; before?: number }): {
    session: number | null;
    operations: readonly OperationRecord[];
  };
  operation(id: string): Operation;
  pending(session: string | undefined): Pending;
  trash(session: string | undefined): Trash;
  versions(block: string): BlockVersions;
  /** `hide`: what the asker may read of a session's text. */
  diff(block: string, query: Input<typeof DiffQuery>, hide?: (session: number, text: string) => string): BlockDiff;
  pipeline(turn: string): TurnPipeline;

  notes(block: string): readonly Note[];
  addNote(block: string, text: string, call: Call): Note;
  removeNote(id: string): void;

  checkpoints(session: string | undefined): readonly Checkpoint[];
  saveCheckpoint(input: { session?: string | undefined; name: string }): Checkpoint;
  removeCheckpoint(id: string): void;
  diffCheckpoint(id: string, to: string | undefined): CheckpointDiff;
  restoreCheckpoint(id: string, input: Input<typeof RestoreCheckpoint>, call: Call): Promise<OperationResult>;

  control(session: string): SessionControl;
  setControl(session: string, input: Input<typeof SetControl>): SessionControl;
  setBudget(session: string, input: Input<typeof SetBudget>): Budget;
}
