import { z } from "zod";
import { ChangePrice } from "./change.ts";

/** What may be done to blocks. */
export const OperationKind = z.enum([
  "compress",
  "restore",
  "pin",
  "unpin",
  "move",
  "edit",
  "remove",
  "insert",
  "redact",
  "stage",
  "undo",
  /** What waited was told to go with the next request. */
  "apply",
  "checkpoint",
]);
export type OperationKind = z.infer<typeof OperationKind>;

/**
 * What came of an operation for one block in one lane. `recorded`: it changes no bytes (a pin, a zone). `next-request`: it is
 * free, or forced, and the next request carries it. `pending`: it would rewrite what the provider has cached, and waits
 * until that is free or pays. `refused`: nothing was done.
 */
export const ItemStatus = z.enum(["recorded", "next-request", "pending", "refused"]);
export type ItemStatus = z.infer<typeof ItemStatus>;

export const OperationItem = z
  .object({
    id: z.string(),
    lane: z.string(),
    status: ItemStatus,
    /** Stable word for why it was refused: `block_signed`, `orphans_result`, `stale_etag` … */
    code: z.string().nullable(),
    /** For people: why it waits or was refused, and what would work. */
    reason: z.string(),
    change: z.string().nullable(),
    price: ChangePrice.nullable(),
    tokensBefore: z.int(),
    tokensAfter: z.int(),
    /** Texts, where `dryRun` asked for them. */
    before: z.string().optional(),
    after: z.string().optional(),
  })
  .meta({ id: "OperationItem" });
export type OperationItem = z.infer<typeof OperationItem>;

/** An entry of the action log. */
export const Operation = z
  .object({
    /** `operation-1` … */
    id: z.string(),
    sessionId: z.string(),
    kind: OperationKind,
    actor: z.string(),
    reason: z.string().nullable(),
    at: z.string(),
    /** Number of the session's newest turn when it was made; `undo` by turn goes by it. */
    turn: z.int(),
    /** What was asked for, as it came. */
    input: z.record(z.string(), z.unknown()),
    /** Block ids it touched. */
    blocks: z.array(z.string()),
    /** The operation that undid it, or null. */
    undoneBy: z.string().nullable(),
  })
  .meta({ id: "Operation" });
export type Operation = z.infer<typeof Operation>;
