import { z } from "zod";
import { CompressionLevel, Zone } from "../block.ts";
import { itemHead } from "./library-kind.ts";

/** A selector as `aperture blocks --select` reads it: `role:tool_result tool:Bash tokens>2000`. */
export const SelectorText = z.string().min(1).max(1_000);

/** When a rule acts: all that is given must hold. Blocks that match `select` are what it acts upon. */
export const RuleTrigger = z
  .strictObject({
    select: SelectorText,
    /** Requests of its lane since the block first appeared: more than this many. */
    olderThan: z.int().min(0).max(100_000).optional(),
    /** The prompt takes more than this share of its limit (budget or window). */
    budgetAbove: z.number().min(0).max(1).optional(),
    /** Only in a request of which this is true: the lane's first one, one whose cache is cold, the first after the agent compacted. */
    on: z.enum(["session-start", "cache-cold", "compacted"]).optional(),
  })
  .meta({ id: "RuleTrigger" });
export type RuleTrigger = z.infer<typeof RuleTrigger>;

/** An operation on blocks. None is ever forced: the governor applies what is free or pays. */
export const RuleAction = z
  .discriminatedUnion("do", [
    z.strictObject({ do: z.literal("compress"), level: CompressionLevel.exclude(["original"]) }),
    z.strictObject({ do: z.literal("remove") }),
    z.strictObject({ do: z.literal("move"), zone: Zone }),
    z.strictObject({ do: z.literal("pin"), at: z.enum(["top", "bottom"]) }),
    /** Every match of an RE2 pattern by a text, as an edit of the block. */
    z.strictObject({
      do: z.literal("replace"),
      pattern: z.string().min(1).max(1_000),
      with: z.string().max(10_000).default(""),
    }),
    /** A text behind the newest input, once per lane. */
    z.strictObject({ do: z.literal("stage"), text: z.string().min(1).max(20_000) }),
  ])
  .meta({ id: "RuleAction" });
export type RuleAction = z.infer<typeof RuleAction>;

export const RuleLimits = z
  .strictObject({
    /** Blocks that it newly acts upon in one request. */
    perRequest: z.int().min(1).max(10_000).optional(),
    /** The newest so many that match are left alone. */
    keepNewest: z.int().min(0).max(10_000).default(0),
    /** Blocks of fewer tokens are left alone. */
    minTokens: z.int().min(0).max(10_000_000).default(0),
  })
  .meta({ id: "RuleLimits" });
export type RuleLimits = z.infer<typeof RuleLimits>;

const body = {
  when: RuleTrigger,
  action: RuleAction,
  limits: RuleLimits.prefault({}),
} as const;

/** A rule as a file of its own. */
export const Rule = z.strictObject({ kind: z.literal("rule"), ...itemHead, ...body }).meta({ id: "Rule" });
export type Rule = z.infer<typeof Rule>;

/** A rule written where it is used; its name shows in what it did (`rule:<name>`). */
export const InlineRule = z
  .strictObject({ name: itemHead.name, description: itemHead.description, ...body })
  .meta({ id: "InlineRule" });
export type InlineRule = z.infer<typeof InlineRule>;
