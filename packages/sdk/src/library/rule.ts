import { z } from "zod";
import { CompressionLevel, Zone } from "../block.ts";
import { itemHead } from "./library-kind.ts";

/** A selector as `aperture blocks --select` reads it: `role:tool_result tool:Bash tokens>2000`. */
export const SelectorText = z.string().min(1).max(1_000);

/** When a rule acts: all that is given must hold. Blocks that match `select` are what it acts upon. */
export const RuleTrigger = z
  .strictObject({
    select: SelectorText.meta({
      description: "Blocks that it acts upon, such as role:tool_result tool:Bash tokens>2000.",
    }),
    olderThan: z
      .int()
      .min(0)
      .max(100_000)
      .optional()
      .meta({ description: "Only blocks that first appeared more than this many requests of their lane ago." }),
    budgetAbove: z.number().min(0).max(1).optional().meta({
      description:
        "Only where the prompt takes more than this share of its limit: of the budget, else of the model's window.",
    }),
    on: z.enum(["session-start", "cache-cold", "compacted"]).optional().meta({
      description:
        "Only in the lane's first request, in one whose cache is cold, or in the first after the agent compacted.",
    }),
  })
  .meta({ id: "RuleTrigger", description: "When it acts, and upon what: all that is given must hold." });
export type RuleTrigger = z.infer<typeof RuleTrigger>;

const act = <Name extends string>(name: Name) =>
  z.literal(name).meta({ description: "What it does to each block that matches." });

/** An operation on blocks. None is ever forced: the governor applies what is free or pays. */
export const RuleAction = z
  .discriminatedUnion("do", [
    z.strictObject({
      do: act("compress"),
      level: CompressionLevel.exclude(["original"]).meta({ description: "How short the block becomes." }),
    }),
    z.strictObject({ do: act("remove") }),
    z.strictObject({ do: act("move"), zone: Zone.meta({ description: "Where the block is put." }) }),
    z.strictObject({
      do: act("pin"),
      at: z.enum(["top", "bottom"]).meta({ description: "The end of its zone at which it stays." }),
    }),
    z.strictObject({
      do: act("replace"),
      pattern: z
        .string()
        .min(1)
        .max(1_000)
        .meta({ description: "RE2 pattern: every match of it in the block is replaced." }),
      with: z
        .string()
        .max(10_000)
        .default("")
        .meta({ description: "What stands in the place of each match; nothing where it is left out." }),
    }),
    z.strictObject({
      do: act("stage"),
      text: z.string().min(1).max(20_000).meta({ description: "A text behind the newest input, once per lane." }),
    }),
  ])
  .meta({
    id: "RuleAction",
    description: "What it does to each block; nothing is forced, what would spoil the cache waits.",
  });
export type RuleAction = z.infer<typeof RuleAction>;

export const RuleLimits = z
  .strictObject({
    perRequest: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: "Blocks that it newly acts upon in one request, at most." }),
    keepNewest: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .meta({ description: "The newest so many that match are left alone." }),
    minTokens: z
      .int()
      .min(0)
      .max(10_000_000)
      .default(0)
      .meta({ description: "Blocks of fewer tokens are left alone." }),
  })
  .meta({ id: "RuleLimits", description: "How far it goes." });
export type RuleLimits = z.infer<typeof RuleLimits>;

const body = {
  when: RuleTrigger,
  action: RuleAction,
  limits: RuleLimits.prefault({}),
} as const;

/** A rule as a file of its own. */
export const Rule = z
  .strictObject({ kind: z.literal("rule").meta({ description: "What this file is." }), ...itemHead, ...body })
  .meta({ id: "Rule" });
export type Rule = z.infer<typeof Rule>;

/** A rule written where it is used; its name shows in what it did (`rule:<name>`). */
export const InlineRule = z
  .strictObject({ name: itemHead.name, description: itemHead.description, ...body })
  .meta({ id: "InlineRule" });
export type InlineRule = z.infer<typeof InlineRule>;
