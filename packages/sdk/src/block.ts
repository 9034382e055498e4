import { z } from "zod";

/** Who speaks in a block. `other` covers what has no role of its own, such as a tool definition. */
export const Role = z.enum(["system", "user", "assistant", "tool_use", "tool_result", "thinking", "image", "other"]);
export type Role = z.infer<typeof Role>;

/** Where a block stands in the request. Models read the two ends best, so the middle is condensed first. */
export const Zone = z.enum(["primacy", "middle", "recency"]);
export type Zone = z.infer<typeof Zone>;

/** How much of the original text is sent. */
export const CompressionLevel = z.enum(["original", "trimmed", "summarized", "minimal"]);
export type CompressionLevel = z.infer<typeof CompressionLevel>;

export const Pinned = z.enum(["top", "bottom"]).nullable();
export type Pinned = z.infer<typeof Pinned>;

/** Wire formats that are understood; anything else passes through unread. */
export const DialectId = z.enum(["anthropic", "openai-chat", "openai-responses", "gemini"]);
export type DialectId = z.infer<typeof DialectId>;

export const BlockMetadata = z
  .object({
    provider: DialectId,
    /** 1-based turn of its lane in which the block first appeared. */
    turn: z.int(),
    /** The wire's own name for the part: `text`, `tool_use`, `function_call_output`, `tool_definition` … */
    kind: z.string(),
    toolName: z.string().optional(),
    toolId: z.string().optional(),
    /** Paths the tool call names, as the client wrote them. */
    filePaths: z.array(z.string()).optional(),
    mediaType: z.string().optional(),
    isError: z.boolean().optional(),
    /** True where the wire signs or encrypts the part: it can never be edited. */
    signed: z.boolean().optional(),
    /** True while the client has a cache mark on the part. */
    cacheMark: z.boolean().optional(),
  })
  .meta({ id: "BlockMetadata" });
export type BlockMetadata = z.infer<typeof BlockMetadata>;

/** One addressable piece of a request. `sessionId` and `lane` say which conversation it belongs to. */
export const Block = z
  .object({
    /** `block-1`, `block-2` …: unique in the store, stable for the life of a conversation. */
    id: z.string(),
    sessionId: z.string(),
    lane: z.string(),
    role: Role,
    /** Text as a person would read it; cut to `contentLimit` characters in lists. */
    content: z.string(),
    /** Characters of the whole text. */
    contentLength: z.int(),
    /** Tokens: o200k count × the factor learnt for the model. */
    tokens: z.int(),
    /** True until the count is made and the model's factor learnt from billed usage. */
    estimated: z.boolean(),
    /** ISO 8601, when the block was first seen. */
    timestamp: z.string(),
    zone: Zone,
    pinned: Pinned,
    level: CompressionLevel,
    /** `client`, `staged`, `plugin:<id>` or `bridge:<session>`. */
    origin: z.string(),
    /** What is sent of it instead of `content`, or null where it is sent as it came. */
    sent: z
      .object({ change: z.string(), level: CompressionLevel, kind: z.string(), actor: z.string(), tokens: z.int() })
      .nullable(),
    /** The change that waits (`pending`), or the undo that does (`undo-pending`). */
    pending: z
      .object({
        change: z.string(),
        level: CompressionLevel,
        kind: z.string(),
        state: z.enum(["pending", "undo-pending"]),
        actor: z.string(),
        tokens: z.int(),
        /** True where it goes with the next request whatever it costs. */
        forced: z.boolean(),
        /** Input-token equivalents that applying it now costs; null before the next request was seen. */
        costNow: z.number().nullable(),
      })
      .nullable(),
    /** Notes people attached. */
    notes: z.int(),
    /** 0 fresh to 100 stale: superseded reads, age, never mentioned again. */
    staleness: z.int(),
    /** True if the block is part of the lane's newest request or answer. */
    live: z.boolean(),
    /** 0-based place in prompt order of that request and its answer; -1 where the block is not live. */
    position: z.int(),
    metadata: BlockMetadata,
  })
  .meta({ id: "Block" });
export type Block = z.infer<typeof Block>;
