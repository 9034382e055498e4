import { z } from "zod";
import { Budget } from "../budget.ts";
import { StagedItem } from "../staging.ts";
import { writeBody } from "./write-body.ts";

/** What DELETE answers: the id of what is gone. */
export const Removed = z.object({ removed: z.string() }).meta({ id: "Removed" });
export type Removed = z.infer<typeof Removed>;

/** GET /api/v1/staging */
export const StagedItems = z.object({ items: z.array(StagedItem) }).meta({ id: "StagedItems" });
export type StagedItems = z.infer<typeof StagedItems>;
/** PATCH /api/v1/staging/{id} */
export const UpdateStagedItem = writeBody({ enabled: z.boolean() }).meta({ id: "UpdateStagedItem" });
export type UpdateStagedItem = z.infer<typeof UpdateStagedItem>;

/** PUT /api/v1/sessions/{id}/budget; absent fields stay. */
export const SetBudget = writeBody(Budget.partial().shape).meta({ id: "SetBudget" });
export type SetBudget = z.infer<typeof SetBudget>;

/** PUT /api/v1/sessions/{id}/control */
export const SetControl = writeBody({
  /** Overrides the program's mode for this session; null: as configured. */
  mode: z.enum(["manual", "observe", "auto"]).nullable().optional(),
  /** True leaves the session untouched, for comparison. */
  holdout: z.boolean().optional(),
}).meta({ id: "SetControl" });
export type SetControl = z.infer<typeof SetControl>;
export const SessionControl = z
  .object({
    sessionId: z.string(),
    mode: z.enum(["manual", "observe", "auto"]),
    holdout: z.boolean(),
    holding: z.boolean(),
  })
  .meta({ id: "SessionControl" });
export type SessionControl = z.infer<typeof SessionControl>;

export const Checkpoint = z
  .object({
    /** `checkpoint-1` … */
    id: z.string(),
    sessionId: z.string(),
    name: z.string(),
    at: z.string(),
    /** Decisions in it: changes sent or pending, pins and zones. */
    decisions: z.int(),
  })
  .meta({ id: "Checkpoint" });
export type Checkpoint = z.infer<typeof Checkpoint>;
export const Checkpoints = z.object({ checkpoints: z.array(Checkpoint) }).meta({ id: "Checkpoints" });
export type Checkpoints = z.infer<typeof Checkpoints>;
/** POST /api/v1/checkpoints */
export const NewCheckpoint = writeBody({
  session: z.string().max(300).optional(),
  name: z.string().min(1).max(100),
}).meta({ id: "NewCheckpoint" });
export type NewCheckpoint = z.infer<typeof NewCheckpoint>;
/** GET /api/v1/checkpoints/{id}/diff?to=checkpoint-2: default is the session as it is now. */
export const CheckpointDiff = z
  .object({
    from: z.string(),
    to: z.string(),
    blocks: z.array(z.object({ block: z.string(), from: z.string(), to: z.string() })),
  })
  .meta({ id: "CheckpointDiff" });
export type CheckpointDiff = z.infer<typeof CheckpointDiff>;
/** POST /api/v1/checkpoints/{id}/restore */
export const RestoreCheckpoint = writeBody({
  dryRun: z.boolean().default(false),
  apply: z.enum(["when-free", "now"]).default("when-free"),
  reason: z.string().max(500).optional(),
}).meta({ id: "RestoreCheckpoint" });
export type RestoreCheckpoint = z.input<typeof RestoreCheckpoint>;

/** POST /api/v1/holds: the session's next request waits for somebody. */
export const NewHold = writeBody({
  session: z.string().max(300).optional(),
  /** Milliseconds until it is sent as it is. */
  timeout: z.int().min(1_000).max(600_000).default(60_000),
}).meta({ id: "NewHold" });
export type NewHold = z.input<typeof NewHold>;
export const Hold = z
  .object({
    /** `hold-1` … */
    id: z.string(),
    sessionId: z.string(),
    /** `armed`: waits for the next request; `held`: that request waits. */
    state: z.enum(["armed", "held", "sent", "dropped", "timed-out"]),
    timeout: z.int(),
    /** When a held request is sent as it is, or null. */
    until: z.string().nullable(),
    turnId: z.string().nullable(),
  })
  .meta({ id: "Hold" });
export type Hold = z.infer<typeof Hold>;
export const Holds = z.object({ holds: z.array(Hold) }).meta({ id: "Holds" });
export type Holds = z.infer<typeof Holds>;
/** POST /api/v1/holds/{id}/release: sent with what was changed meanwhile, or answered with 503 so that the agent stops or tries again. */
export const ReleaseHold = writeBody({ action: z.enum(["send", "drop"]).default("send") }).meta({ id: "ReleaseHold" });
export type ReleaseHold = z.input<typeof ReleaseHold>;
