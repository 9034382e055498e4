import { z } from "zod";
import { Mode } from "../api/health.ts";
import { Budget } from "../budget.ts";
import { JsonValue } from "../json-value.ts";
import { PipelineToggles, PresetStaged } from "./preset.ts";
import { InlineRule } from "./rule.ts";

/** A preset with all that it extends, one value each. */
export const PresetValues = z
  .object({
    mode: Mode.optional(),
    pipeline: PipelineToggles,
    zones: z.object({ recentTurns: z.int().optional() }),
    budget: Budget.partial(),
    /** In the order in which they act; rules by name are filled in. */
    rules: z.array(InlineRule),
    staging: z.array(PresetStaged),
    template: z.string().nullable().optional(),
    plugins: z.record(z.string(), z.object({ config: z.record(z.string(), JsonValue), required: z.boolean() })),
  })
  .meta({ id: "PresetValues" });
export type PresetValues = z.infer<typeof PresetValues>;

/** Something that is spoken of and not there. */
export const MissingItem = z
  .object({
    kind: z.enum(["preset", "rule", "template", "plugin"]),
    name: z.string(),
    /** Who speaks of it: `preset calm`. */
    by: z.string(),
    /** The command that would bring it. */
    install: z.string(),
    nearest: z.string().nullable(),
  })
  .meta({ id: "MissingItem" });
export type MissingItem = z.infer<typeof MissingItem>;

export const ResolvedPreset = z
  .object({
    values: PresetValues,
    /** Where each value comes from: dotted path (`budget.strategy`, `rules.trim-logs`) → `preset:calm`, `project`, `configuration` … */
    origins: z.record(z.string(), z.string()),
    /** Names, the one that was asked for first, then what it extends, nearest first. */
    chain: z.array(z.string()),
    missing: z.array(MissingItem),
  })
  .meta({ id: "ResolvedPreset" });
export type ResolvedPreset = z.infer<typeof ResolvedPreset>;
