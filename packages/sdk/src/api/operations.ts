import { z } from "zod";
import { CompressionLevel, Pinned, Zone } from "../block.ts";
import { Change, ChangePrice } from "../change.ts";
import { Operation, OperationItem } from "../operation.ts";
import { StageRun } from "../stage.ts";
import { writeBody } from "./write-body.ts";

/** Which blocks: by id, or by selector (`role:tool_result age>10 tokens>2000 file:src/** text~"…"`) in a session's lane. */
const target = {
  ids: z.array(z.string().min(1).max(100)).min(1).max(10_000).optional(),
  selector: z.string().min(1).max(2_000).optional(),
  /** For a selector: session id or label; default: the session that spoke last. */
  session: z.string().max(300).optional(),
  lane: z.string().max(40).optional(),
};
const how = {
  /** Nothing is done; the answer says what would be, with texts before and after. */
  dryRun: z.boolean().default(false),
  /** `now`: with the next request, whatever it costs. */
  apply: z.enum(["when-free", "now"]).default("when-free"),
  reason: z.string().max(500).optional(),
};

/** POST /api/v1/blocks/compress */
export const CompressBlocks = writeBody({
  ...target,
  level: CompressionLevel,
  /** Texts that must survive verbatim. */
  keep: z.array(z.string().min(1).max(500)).max(100).optional(),
  ...how,
}).meta({ id: "CompressBlocks" });
export type CompressBlocks = z.input<typeof CompressBlocks>;

/** POST /api/v1/blocks/restore: back to the original, or to a version of `GET /blocks/{id}/versions`. */
export const RestoreBlocks = writeBody({ ...target, version: z.int().min(0).optional(), ...how }).meta({
  id: "RestoreBlocks",
});
export type RestoreBlocks = z.input<typeof RestoreBlocks>;

/** POST /api/v1/blocks/pin (`pinned: null` unpins) */
export const PinBlocks = writeBody({ ...target, pinned: Pinned.default("top"), ...how }).meta({ id: "PinBlocks" });
export type PinBlocks = z.input<typeof PinBlocks>;

/** POST /api/v1/blocks/move (`zone: null`: by rule again) */
export const MoveBlocks = writeBody({ ...target, zone: Zone.nullable(), ...how }).meta({ id: "MoveBlocks" });
export type MoveBlocks = z.input<typeof MoveBlocks>;

/** POST /api/v1/blocks/edit */
export const EditBlocks = writeBody({ ...target, content: z.string().max(4_000_000), ...how }).meta({
  id: "EditBlocks",
});
export type EditBlocks = z.input<typeof EditBlocks>;

/** POST /api/v1/blocks/remove: a placeholder of at most 15 tokens stays, because calls and results must pair. */
export const RemoveBlocks = writeBody({ ...target, ...how }).meta({ id: "RemoveBlocks" });
export type RemoveBlocks = z.input<typeof RemoveBlocks>;

/** POST /api/v1/blocks/insert */
export const InsertBlock = writeBody({
  content: z.string().min(1).max(400_000),
  /** Block id; default: behind the newest input of the session's lane. */
  behind: z.string().max(100).optional(),
  session: z.string().max(300).optional(),
  lane: z.string().max(40).optional(),
  ...how,
}).meta({ id: "InsertBlock" });
export type InsertBlock = z.input<typeof InsertBlock>;

/** POST /api/v1/blocks/redact: the value never leaves again in this session; answers get it back. */
export const RedactBlocks = writeBody({
  ...target,
  /** Values to hide; absent: the whole text of each block. */
  values: z.array(z.string().min(4).max(10_000)).min(1).max(100).optional(),
  ...how,
}).meta({ id: "RedactBlocks" });
export type RedactBlocks = z.input<typeof RedactBlocks>;

export const OperationResult = z
  .object({
    /** Null for a dry run, and where everything was refused. */
    operation: z.string().nullable(),
    dryRun: z.boolean(),
    items: z.array(OperationItem),
    /** Of all items that were not refused. */
    price: ChangePrice,
    summary: z.object({ recorded: z.int(), nextRequest: z.int(), pending: z.int(), refused: z.int() }),
  })
  .meta({ id: "OperationResult" });
export type OperationResult = z.infer<typeof OperationResult>;

/** POST /api/v1/operations/undo: one operation, or all of a turn or an actor in a session. */
export const UndoOperations = writeBody({
  operation: z.string().max(40).optional(),
  session: z.string().max(300).optional(),
  /** Undoes what was made since this turn number. */
  turn: z.int().min(0).optional(),
  actor: z.string().max(200).optional(),
  ...how,
}).meta({ id: "UndoOperations" });
export type UndoOperations = z.input<typeof UndoOperations>;

export const SessionQuery = z.object({
  /** Session id or label; default: the session that spoke last. */
  session: z.string().max(300).optional(),
});
export const OperationsQuery = SessionQuery.extend({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: z.string().max(1_000).optional(),
});
export const OperationsPage = z
  .object({ session: z.string().nullable(), operations: z.array(Operation), next: z.string().nullable() })
  .meta({ id: "OperationsPage" });
export type OperationsPage = z.infer<typeof OperationsPage>;

/** GET /api/v1/pending: what waits, and what it would cost to apply all of it now. */
export const Pending = z
  .object({
    session: z.string().nullable(),
    changes: z.array(Change),
    /** Ids of those that the next request carries as things stand: they are forced, free, or pay for themselves. */
    next: z.array(z.string()),
    price: ChangePrice,
  })
  .meta({ id: "Pending" });
export type Pending = z.infer<typeof Pending>;

/** POST /api/v1/pending/apply */
export const ApplyPending = writeBody({
  session: z.string().max(300).optional(),
  changes: z.array(z.string().max(40)).max(10_000).optional(),
}).meta({ id: "ApplyPending" });
export type ApplyPending = z.input<typeof ApplyPending>;

/** GET /api/v1/blocks/{id}/versions: 0 is the client's own text. */
export const BlockVersions = z
  .object({
    block: z.string(),
    versions: z.array(
      z.object({
        version: z.int(),
        kind: z.enum(["original", "compress", "edit", "remove", "insert", "redact"]),
        level: CompressionLevel,
        actor: z.string(),
        reason: z.string().nullable(),
        at: z.string(),
        state: z.string(),
        tokens: z.int(),
        /** True where this is what is sent. */
        sent: z.boolean(),
        change: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "BlockVersions" });
export type BlockVersions = z.infer<typeof BlockVersions>;

/** GET /api/v1/blocks/{id}/diff?from=0&to=2 */
export const DiffQuery = z.object({
  from: z.coerce.number().int().min(0).default(0),
  /** Default: what is sent, or, where nothing is, what is pending. */
  to: z.coerce.number().int().min(0).optional(),
});
export const BlockDiff = z
  .object({
    block: z.string(),
    from: z.int(),
    to: z.int(),
    /** Unified diff, 3 lines of context; empty where the texts are the same. */
    diff: z.string(),
  })
  .meta({ id: "BlockDiff" });
export type BlockDiff = z.infer<typeof BlockDiff>;

/** Notes people attach to a block. They are never sent. */
export const Note = z
  .object({ id: z.string(), block: z.string(), actor: z.string(), at: z.string(), text: z.string() })
  .meta({ id: "Note" });
export type Note = z.infer<typeof Note>;
export const NewNote = writeBody({ text: z.string().min(1).max(20_000) }).meta({ id: "NewNote" });
export type NewNote = z.infer<typeof NewNote>;
export const Notes = z.object({ notes: z.array(Note) }).meta({ id: "Notes" });
export type Notes = z.infer<typeof Notes>;

/** GET /api/v1/trash: blocks that were removed and can be had back. */
export const Trash = z
  .object({
    session: z.string().nullable(),
    blocks: z.array(
      z.object({
        id: z.string(),
        lane: z.string(),
        removedAt: z.string(),
        actor: z.string(),
        state: z.string(),
        tokens: z.int(),
        /** How it began. */
        preview: z.string(),
        /** When it goes for good: with its session's retention. */
        keptUntil: z.string(),
      }),
    ),
  })
  .meta({ id: "Trash" });
export type Trash = z.infer<typeof Trash>;

/** GET /api/v1/turns/{id}/pipeline */
export const TurnPipeline = z
  .object({
    turn: z.string(),
    /** False where the request went out as it came. */
    governed: z.boolean(),
    stages: z.array(StageRun),
    changes: z.array(Change),
    predictedInput: z.int().nullable(),
    predictedRead: z.int().nullable(),
  })
  .meta({ id: "TurnPipeline" });
export type TurnPipeline = z.infer<typeof TurnPipeline>;
