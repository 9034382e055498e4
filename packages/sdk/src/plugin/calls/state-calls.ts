import { z } from "zod";
import { Block } from "../../block.ts";
import { BudgetState } from "../../budget.ts";
import { Ledger } from "../../ledger.ts";
import { Session, TurnOutcome } from "../../session.ts";
import { Usage } from "../../usage.ts";

/** Session id or label; absent: the session that spoke last. */
export const session = z.string().max(300).optional();
/** Lane id; absent: the session's main lane. */
export const lane = z.string().max(40).optional();

export const StateOfSession = z.strictObject({ session }).meta({ id: "StateOfSession" });
export const StateOfLane = z.strictObject({ session, lane }).meta({ id: "StateOfLane" });

/** A session as plugins see it. `label` holds the conversation's first words: null for plugins that may not read texts. */
export const PluginSession = Session.extend({ label: z.string().nullable() }).meta({ id: "PluginSession" });

export const StateSessions = z
  .strictObject({ limit: z.int().min(1).max(1_000).default(100) })
  .meta({ id: "StateSessions" });
/** Newest first. */
export const PluginSessions = z.object({ sessions: z.array(PluginSession) }).meta({ id: "PluginSessions" });

/** `state.blocks`: as `GET /api/v1/blocks`. `content` is empty where the plugin may not read it. */
export const StateBlocks = z
  .strictObject({
    session,
    lane,
    /** `role:tool_result age>10 tokens>2000 file:src/**` */
    select: z.string().min(1).max(2_000).optional(),
    contentLimit: z.int().min(0).max(1_000_000).default(0),
    limit: z.int().min(1).max(1_000).default(100),
    after: z.string().max(1_000).optional(),
  })
  .meta({ id: "StateBlocks" });
export const PluginBlocks = z
  .object({ session: z.string().nullable(), blocks: z.array(Block), total: z.int(), next: z.string().nullable() })
  .meta({ id: "PluginBlocks" });

/** `state.text`: what a block says. */
export const StateText = z
  .strictObject({
    block: z.string().regex(/^block-\d{1,15}$/),
    /** UTF-16 units. */
    from: z.int().min(0).default(0),
    limit: z.int().min(1).max(1_000_000).default(1_000_000),
  })
  .meta({ id: "StateText" });
export const BlockText = z.object({ text: z.string(), length: z.int() }).meta({ id: "BlockText" });

/** `state.usage`: the newest turns with what was billed, and the sum of all. */
export const StateUsage = z
  .strictObject({ session, limit: z.int().min(1).max(1_000).default(20) })
  .meta({ id: "StateUsage" });
export const PluginUsage = z
  .object({
    session: z.string().nullable(),
    total: Usage,
    /** Newest first. */
    turns: z.array(
      z.object({
        id: z.string(),
        lane: z.string(),
        laneKind: z.enum(["main", "side"]),
        number: z.int(),
        model: z.string().nullable(),
        startedAt: z.string(),
        /** Milliseconds, or null while running. */
        duration: z.number().nullable(),
        outcome: TurnOutcome,
        stopReason: z.string().nullable(),
        usage: Usage.nullable(),
      }),
    ),
  })
  .meta({ id: "PluginUsage" });

export const PluginBudget = BudgetState.extend({ session: z.string() }).nullable().meta({ id: "PluginBudget" });

/** `state.prices` */
export const StatePrices = z.strictObject({ model: z.string().min(1).max(200) }).meta({ id: "StatePrices" });
/** USD per million tokens, or null where they are not known. */
export const PluginPrices = z
  .object({ input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() })
  .nullable()
  .meta({ id: "PluginPrices" });

export const PluginLedger = Ledger.nullable().meta({ id: "PluginLedger" });

/** What the provider still holds of a lane's prompt. */
export const PluginCache = z
  .object({
    session: z.string().nullable(),
    lane: z.string().nullable(),
    /** Nothing is cached: every change is free. */
    cold: z.boolean(),
    /** Tokens of the prompt that the provider read from its cache last time. */
    tokens: z.int(),
    /** ISO 8601, when it expires if nothing is sent; null where that is not known. */
    expiresAt: z.string().nullable(),
  })
  .meta({ id: "PluginCache" });
