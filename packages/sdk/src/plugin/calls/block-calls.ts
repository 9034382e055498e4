import { z } from "zod";
import {
  CompressBlocks,
  EditBlocks,
  InsertBlock,
  MoveBlocks,
  PinBlocks,
  RedactBlocks,
  RemoveBlocks,
  RestoreBlocks,
} from "../../api/operations.ts";
import { writeBody } from "../../api/write-body.ts";
import { Zone } from "../../block.ts";
import { lane, session } from "./state-calls.ts";

// A plugin's operations wait until they are free or pay: only a user says that something is worth a rewritten cache.
const without = { apply: true } as const;
export const BlocksCompress = writeBody(CompressBlocks.omit(without).shape).meta({ id: "BlocksCompress" });
export const BlocksRestore = writeBody(RestoreBlocks.omit(without).shape).meta({ id: "BlocksRestore" });
export const BlocksPin = writeBody(PinBlocks.omit(without).shape).meta({ id: "BlocksPin" });
export const BlocksMove = writeBody(MoveBlocks.omit(without).shape).meta({ id: "BlocksMove" });
export const BlocksEdit = writeBody(EditBlocks.omit(without).shape).meta({ id: "BlocksEdit" });
export const BlocksRemove = writeBody(RemoveBlocks.omit(without).shape).meta({ id: "BlocksRemove" });
export const BlocksInsert = writeBody(InsertBlock.omit(without).shape).meta({ id: "BlocksInsert" });
export const BlocksRedact = writeBody(RedactBlocks.omit(without).shape).meta({ id: "BlocksRedact" });

const key = z.string().min(1).max(200);

/** `staging.stage`: the same key is staged once for a session, and replaced by a later text until it went in. */
export const StagingStage = z
  .strictObject({
    session,
    key,
    text: z.string().min(1).max(400_000),
    zone: Zone.default("recency"),
    priority: z.int().min(-1_000).max(1_000).default(0),
    /** Tokens; what is longer is cut at a line and says so. */
    tokenCap: z.int().min(16).max(200_000).default(4_000),
    reason: z.string().max(500).optional(),
  })
  .meta({ id: "StagingStage" });
export const Staged = z.object({ item: z.string() }).meta({ id: "Staged" });
export const StagingUnstage = z.strictObject({ session, key }).meta({ id: "StagingUnstage" });
export const Unstaged = z.object({ removed: z.boolean() }).meta({ id: "Unstaged" });

/** `notes.add`: on a block, or on the session where `block` is absent. */
export const NotesAdd = z
  .strictObject({ session, block: z.string().max(100).optional(), text: z.string().min(1).max(10_000) })
  .meta({ id: "NotesAdd" });

/** `events.emit`: told as `plugin-event` with the name `<plugin>/<event>`. */
export const EventsEmit = z
  .strictObject({ session, lane, event: z.string().max(60), data: z.record(z.string(), z.json()).default({}) })
  .meta({ id: "EventsEmit" });

/** It was done; there is nothing to tell. */
export const Done = z.object({}).meta({ id: "Done" });
