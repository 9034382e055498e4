import { z } from "zod";
import { JsonValue } from "./json-value.ts";

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
    /** Somebody did something to blocks: `GET /operations/{id}` has the rest. */
    event("operation-recorded", {
      ...on,
      operation: z.string(),
      kind: z.string(),
      actor: z.string(),
      blocks: z.array(z.string()),
    }),
    /** Changes took effect, waited, ended: the state each came to. */
    event("changes-moved", {
      ...on,
      lane: z.string(),
      turn: z.int(),
      changes: z.array(z.object({ change: z.string(), block: z.string(), state: z.string(), reason: z.string() })),
    }),
    /** The provider read less from its cache than the prompt allowed: where the prompts first differ, and who caused it. */
    event("cache-missed", {
      ...on,
      turnId: z.string(),
      lane: z.string(),
      predictedRead: z.int(),
      cacheRead: z.int(),
      /** Block where the prompts first differ; null: they do not, and the provider dropped its cache. */
      block: z.string().nullable(),
      cause: z.enum(["client", "stage", "model", "settings", "expired", "provider"]),
      /** Actor or stage, where `cause` is `stage`. */
      culprit: z.string().nullable(),
    }),
    event("block-noted", { ...on, block: z.string(), notes: z.int() }),
    event("staging-changed", {
      sessionId: z.string().nullable(),
      item: z.string(),
      what: z.enum(["added", "changed", "removed", "injected"]),
    }),
    event("budget-alert", { ...on, level: z.int(), tokens: z.int(), limit: z.int(), turnsLeft: z.int().nullable() }),
    event("request-held", { ...on, hold: z.string(), turnId: z.string().nullable(), until: z.string().nullable() }),
    event("hold-ended", { ...on, hold: z.string(), state: z.string() }),
    event("session-control-set", on),
    event("checkpoint-saved", { ...on, checkpoint: z.string(), name: z.string() }),
    /** A stage failed, or took too long: the request went on without it. */
    event("stage-failed", { ...on, stage: z.string(), message: z.string() }),
    /** A plugin was installed, enabled, disabled, removed, configured, reloaded …: `GET /plugins/{id}` has the rest. */
    event("plugin-changed", { plugin: z.string(), what: z.string(), state: z.string() }),
    event("plugin-failed", {
      plugin: z.string(),
      stage: z.string(),
      code: z.string(),
      message: z.string(),
      strikes: z.int(),
    }),
    event("plugin-quarantined", { plugin: z.string(), reason: z.string() }),
    /** Something that a plugin tells: `name` is `<plugin>/<event>`. */
    event("plugin-event", {
      sessionId: z.string().nullable(),
      plugin: z.string(),
      name: z.string(),
      data: z.record(z.string(), JsonValue),
    }),
    /** An update is there, or came further: `GET /plugins/updates` has the rest. */
    event("plugin-update-changed", {
      plugin: z.string(),
      from: z.string(),
      to: z.string(),
      phase: z.string(),
      reason: z.string().nullable(),
    }),
    /** The version before is back. */
    event("plugin-rolled-back", { plugin: z.string(), from: z.string(), to: z.string(), reason: z.string() }),
    /** A preset, rule or template was written, imported or removed. */
    event("library-changed", { kind: z.string(), name: z.string(), what: z.string() }),
    /** What counts in a session (null: in every new one) is another now. */
    event("library-applied", {
      sessionId: z.string().nullable(),
      kind: z.string(),
      name: z.string(),
      what: z.enum(["applied", "removed"]),
    }),
    /** A folder's own profile counts, or no longer. */
    event("project-trust-changed", { folder: z.string(), state: z.string() }),
    /** What a template asks for is missing in a session. */
    event("constraint-unmet", { ...on, lane: z.string(), template: z.string(), says: z.string() }),
    /** A file that a trusted project wants watched is another one now; `blocks`: those that show how it was. */
    event("watched-file-changed", {
      project: z.string(),
      path: z.string(),
      what: z.enum(["added", "changed", "removed"]),
      blocks: z.array(z.string()),
    }),
    /** A conversation was shortened by its own agent: most of what it said before is gone from its requests. */
    event("session-compacted", { ...on, lane: z.string(), turnId: z.string(), removed: z.int(), kept: z.int() }),
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
