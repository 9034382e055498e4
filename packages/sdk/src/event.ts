import { z } from "zod";

const base = { seq: z.int(), at: z.string() };
const on = { sessionId: z.string() };
const event = <T extends string, S extends z.ZodRawShape>(type: T, data: S) =>
  z.object({ ...base, type: z.literal(type), data: z.object(data) });

/** Everything that is told to the outside, noun-verb. Stored before it is published; `seq` only grows. */
export const Event = z
  .discriminatedUnion("type", [
    event("session-started", { ...on, label: z.string() }),
    event("session-project-set", { ...on, project: z.string().nullable() }),
    event("session-removed", on),
    /** A request was read: `added` blocks are new in the store, `removed` left the context since the lane's last request. */
    event("turn-started", {
      ...on,
      turnId: z.string(),
      lane: z.string(),
      number: z.int(),
      attempts: z.int(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
    }),
    event("turn-recorded", {
      ...on,
      turnId: z.string(),
      lane: z.string(),
      number: z.int(),
      outcome: z.string(),
      answerBlocks: z.array(z.string()),
    }),
    /** Token counts of a session's blocks were made or corrected. */
    event("blocks-counted", { ...on, blocks: z.int() }),
    /** A body was forwarded untouched and not read; `reason` says why. */
    event("request-opaque", { reason: z.string(), dialect: z.string().nullable(), bytes: z.int() }),
    event("upstream-failed", { code: z.string(), message: z.string(), host: z.string() }),
    event("client-cancelled", { phase: z.string() }),
    event("gate-refused", { port: z.enum(["proxy", "api"]), reason: z.string(), status: z.int() }),
    event("store-degraded", { reason: z.string() }),
    event("store-recovered", { reason: z.string() }),
  ])
  .meta({ id: "Event" });
export type Event = z.infer<typeof Event>;
export type EventType = Event["type"];
export type EventData<T extends EventType> = Extract<Event, { type: T }>["data"];

/** First frame of every event stream: where this log starts and ends. A new `epoch` means: forget and read again. */
export const Hello = z
  .object({ type: z.literal("hello"), epoch: z.string(), first: z.int(), last: z.int(), resync: z.boolean() })
  .meta({ id: "Hello" });
export type Hello = z.infer<typeof Hello>;
