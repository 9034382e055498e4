import { z } from "zod";
import { DialectId } from "./block.ts";
import { Usage } from "./usage.ts";

/** How a session was recognised. */
export const SessionSource = z.enum(["agent", "tag", "header", "content"]);
export type SessionSource = z.infer<typeof SessionSource>;

export const Lane = z
  .object({
    id: z.string(),
    /** The sub-agent's own id, where the client names one. */
    agentId: z.string().nullable(),
    /** Side lanes carry titles and other small requests without tools. */
    kind: z.enum(["main", "side"]),
    turns: z.int(),
    lastSeen: z.string(),
  })
  .meta({ id: "Lane" });
export type Lane = z.infer<typeof Lane>;

export const Session = z
  .object({
    id: z.string(),
    /** A name for people: the path tag, or the agent and the first words of the conversation. */
    label: z.string(),
    source: SessionSource,
    /** `claude-code`, `codex`, `opencode`, `gemini-cli`, `sdk` … as told by the client's headers. */
    client: z.string(),
    dialect: DialectId,
    model: z.string().nullable(),
    /** The folder the session works in, or null: whatever needs a project says so when there is none. */
    project: z.string().nullable(),
    startedAt: z.string(),
    lastSeen: z.string(),
    turns: z.int(),
    blocks: z.int(),
    /** Tokens of the newest request of the main lane, and the model's window where it is known. */
    contextTokens: z.int(),
    contextWindow: z.int().nullable(),
    estimated: z.boolean(),
    /** Sum of billed usage over all turns. */
    usage: Usage,
    lanes: z.array(Lane),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

export const TurnOutcome = z.enum(["running", "complete", "failed", "cancelled", "opaque"]);
export type TurnOutcome = z.infer<typeof TurnOutcome>;

export const Turn = z
  .object({
    /** `turn-1`, `turn-2` …: unique in the store. */
    id: z.string(),
    sessionId: z.string(),
    lane: z.string(),
    /** 1-based place in its lane. */
    number: z.int(),
    model: z.string().nullable(),
    startedAt: z.string(),
    /** Milliseconds from the request's first byte to the answer's last, or null while running. */
    duration: z.number().nullable(),
    status: z.int().nullable(),
    outcome: TurnOutcome,
    stopReason: z.string().nullable(),
    error: z.string().nullable(),
    /** How often the client sent this very request (a resent request is not a new turn). */
    attempts: z.int(),
    usage: Usage.nullable(),
    requestBytes: z.int(),
    answerBytes: z.int(),
    /** Block ids in prompt order. */
    blocks: z.array(z.string()),
    answerBlocks: z.array(z.string()),
  })
  .meta({ id: "Turn" });
export type Turn = z.infer<typeof Turn>;
