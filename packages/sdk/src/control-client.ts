import type { z } from "zod";
import type {
  Checkpoint,
  CheckpointDiff,
  Checkpoints,
  Hold,
  Holds,
  NewCheckpoint,
  NewHold,
  ReleaseHold,
  Removed,
  RestoreCheckpoint,
  SessionControl,
  SetBudget,
  SetControl,
  StagedItems,
} from "./api/control.ts";
import type {
  ApplyPending,
  BlockDiff,
  BlockVersions,
  CompressBlocks,
  DiffQuery,
  EditBlocks,
  InsertBlock,
  MoveBlocks,
  Note,
  Notes,
  OperationResult,
  OperationsPage,
  OperationsQuery,
  Pending,
  PinBlocks,
  RedactBlocks,
  RemoveBlocks,
  RestoreBlocks,
  Trash,
  TurnPipeline,
  UndoOperations,
} from "./api/operations.ts";
import type { BudgetState } from "./budget.ts";
import type { ContextHealth, Ledger } from "./ledger.ts";
import type { Operation } from "./operation.ts";
import type { NewStagedItem, StagedItem } from "./staging.ts";

/** `ApertureClient.call`: any operation by method and path below /api/v1. */
export type Call = <T>(
  method: string,
  path: string,
  query?: Record<string, string | number | boolean | undefined>,
  body?: unknown,
  signal?: AbortSignal,
) => Promise<T>;

/** Session id or label; absent: the session that spoke last. */
type OfSession = { session?: string | undefined };

const at = (path: string, id: string, rest = ""): string => `${path}/${encodeURIComponent(id)}${rest}`;

/**
 * Context control over HTTP, `ApertureClient.control`: what is sent of a conversation, at what price, and how to take it back.
 * Each throws `ApiError` when the API refuses.
 */
export class ControlClient {
  readonly #call: Call;
  constructor(call: Call) {
    this.#call = call;
  }
  #get = <T>(path: string, query: Parameters<Call>[2] = {}): Promise<T> => this.#call("GET", path, query);
  #post = <T>(path: string, body: unknown): Promise<T> => this.#call("POST", path, {}, body);
  #put = <T>(path: string, body: unknown): Promise<T> => this.#call("PUT", path, {}, body);
  #remove = (path: string, id: string): Promise<Removed> => this.#call("DELETE", at(path, id));

  // Operations on blocks: one answer per block and lane.
  compress = (input: CompressBlocks): Promise<OperationResult> => this.#post("/blocks/compress", input);
  restore = (input: RestoreBlocks): Promise<OperationResult> => this.#post("/blocks/restore", input);
  /** `pinned: null` unpins. */
  pin = (input: PinBlocks): Promise<OperationResult> => this.#post("/blocks/pin", input);
  /** `zone: null`: by rule again. */
  move = (input: MoveBlocks): Promise<OperationResult> => this.#post("/blocks/move", input);
  edit = (input: EditBlocks): Promise<OperationResult> => this.#post("/blocks/edit", input);
  remove = (input: RemoveBlocks): Promise<OperationResult> => this.#post("/blocks/remove", input);
  insert = (input: InsertBlock): Promise<OperationResult> => this.#post("/blocks/insert", input);
  redact = (input: RedactBlocks): Promise<OperationResult> => this.#post("/blocks/redact", input);

  // The action log.
  undo = (input: UndoOperations): Promise<OperationResult> => this.#post("/operations/undo", input);
  operations = (query: Partial<z.output<typeof OperationsQuery>> = {}): Promise<OperationsPage> =>
    this.#get("/operations", query);
  operation = (id: string): Promise<Operation> => this.#get(at("/operations", id));
  pending = (query: OfSession = {}): Promise<Pending> => this.#get("/pending", query);
  applyPending = (input: ApplyPending = {}): Promise<OperationResult> => this.#post("/pending/apply", input);
  pipeline = (turn: string): Promise<TurnPipeline> => this.#get(at("/turns", turn, "/pipeline"));

  // What a block was and is, and what people say about it.
  versions = (block: string): Promise<BlockVersions> => this.#get(at("/blocks", block, "/versions"));
  diff = (block: string, query: Partial<z.output<typeof DiffQuery>> = {}): Promise<BlockDiff> =>
    this.#get(at("/blocks", block, "/diff"), query);
  trash = (query: OfSession = {}): Promise<Trash> => this.#get("/trash", query);
  notes = (block: string): Promise<Notes> => this.#get(at("/blocks", block, "/notes"));
  addNote = (block: string, text: string): Promise<Note> => this.#post(at("/blocks", block, "/notes"), { text });
  removeNote = (id: string): Promise<Removed> => this.#remove("/notes", id);

  // Staging: texts that wait for their moment.
  staging = (query: OfSession = {}): Promise<StagedItems> => this.#get("/staging", query);
  stage = (item: NewStagedItem): Promise<StagedItem> => this.#post("/staging", item);
  setStaged = (id: string, enabled: boolean): Promise<StagedItem> =>
    this.#call("PATCH", at("/staging", id), {}, { enabled });
  unstage = (id: string): Promise<Removed> => this.#remove("/staging", id);

  // A session as a whole; `id` is its id or label.
  ledger = (id: string): Promise<Ledger> => this.#get(at("/sessions", id, "/ledger"));
  health = (id: string): Promise<ContextHealth> => this.#get(at("/sessions", id, "/health"));
  budget = (id: string): Promise<BudgetState> => this.#get(at("/sessions", id, "/budget"));
  setBudget = (id: string, budget: SetBudget): Promise<BudgetState> =>
    this.#put(at("/sessions", id, "/budget"), budget);
  session = (id: string): Promise<SessionControl> => this.#get(at("/sessions", id, "/control"));
  setSession = (id: string, control: SetControl): Promise<SessionControl> =>
    this.#put(at("/sessions", id, "/control"), control);

  // Checkpoints and held requests.
  checkpoints = (query: OfSession = {}): Promise<Checkpoints> => this.#get("/checkpoints", query);
  saveCheckpoint = (input: NewCheckpoint): Promise<Checkpoint> => this.#post("/checkpoints", input);
  /** `to`: another checkpoint; absent: the session as it is now. */
  diffCheckpoint = (id: string, query: { to?: string | undefined } = {}): Promise<CheckpointDiff> =>
    this.#get(at("/checkpoints", id, "/diff"), query);
  restoreCheckpoint = (id: string, input: RestoreCheckpoint = {}): Promise<OperationResult> =>
    this.#post(at("/checkpoints", id, "/restore"), input);
  removeCheckpoint = (id: string): Promise<Removed> => this.#remove("/checkpoints", id);
  holds = (query: OfSession = {}): Promise<Holds> => this.#get("/holds", query);
  hold = (input: NewHold = {}): Promise<Hold> => this.#post("/holds", input);
  releaseHold = (id: string, input: ReleaseHold = {}): Promise<Hold> => this.#post(at("/holds", id, "/release"), input);
  removeHold = (id: string): Promise<Removed> => this.#remove("/holds", id);
}
