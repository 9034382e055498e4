import { z } from "zod";
import { Mode } from "../api/health.ts";
import { Pinned, Zone } from "../block.ts";
import { Budget } from "../budget.ts";
import { JsonValue } from "../json-value.ts";
import { PluginName } from "../plugin/manifest.ts";
import { StagedCondition } from "../staging.ts";
import { itemHead, LibraryName } from "./library-kind.ts";
import { InlineRule } from "./rule.ts";

/** Inside the project of the session: no absolute path, no `..`. */
const insideProject = z
  .string()
  .min(1)
  .max(1_000)
  .regex(
    /^(?![/~])(?!.*(?:^|\/)\.\.(?:\/|$))[^\\:\0]+$/,
    "a path inside the project, with forward slashes and without ..",
  );

/** What is put into conversations: texts, and files of the session's own project. Never a command: presets run nothing. */
export const PresetStaged = z
  .strictObject({
    name: z.string().min(1).max(100),
    source: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("text"), text: z.string().min(1).max(100_000) }),
      z.strictObject({ kind: z.literal("file"), path: insideProject }),
      z.strictObject({ kind: z.literal("glob"), pattern: insideProject }),
    ]),
    zone: Zone.default("recency"),
    position: Pinned.default(null),
    condition: StagedCondition.default({ kind: "always" }),
    priority: z.int().min(-1_000).max(1_000).default(0),
    tokenCap: z.int().min(16).max(200_000).default(4_000),
  })
  .meta({ id: "PresetStaged" });
export type PresetStaged = z.infer<typeof PresetStaged>;

/** Built-in stages that a preset can turn off. What protects (redaction) is none of them. */
export const PipelineToggles = z
  .strictObject({
    injectStaged: z.boolean().optional(),
    applyRules: z.boolean().optional(),
    condense: z.boolean().optional(),
    enforceBudget: z.boolean().optional(),
  })
  .meta({ id: "PipelineToggles" });
export type PipelineToggles = z.infer<typeof PipelineToggles>;

/** Rules by name, or written here. */
export const RuleUse = z.union([LibraryName, InlineRule]).meta({ id: "RuleUse" });
export type RuleUse = z.infer<typeof RuleUse>;

/** How somebody likes to work. Fields that are left out come from what it extends, then from project and configuration. */
export const Preset = z
  .strictObject({
    kind: z.literal("preset"),
    ...itemHead,
    /** Presets it begins with; later ones win over earlier ones, its own fields over all. */
    extends: z.union([LibraryName, z.array(LibraryName).max(8)]).optional(),
    mode: Mode.optional(),
    pipeline: PipelineToggles.optional(),
    zones: z.strictObject({ recentTurns: z.int().min(1).max(1_000).optional() }).optional(),
    budget: Budget.partial().strict().optional(),
    /** Added to inherited ones; one of the same name takes its place. */
    rules: z.array(RuleUse).max(200).optional(),
    /** Names of inherited rules that do not count here. */
    withoutRules: z.array(LibraryName).max(200).optional(),
    staging: z.array(PresetStaged).max(50).optional(),
    template: LibraryName.nullable().optional(),
    /** Settings of plugins, by name: carried out when the preset is applied, for all sessions. */
    plugins: z
      .record(
        PluginName,
        z.strictObject({
          config: z.record(z.string().max(200), JsonValue).default({}),
          required: z.boolean().default(false),
        }),
      )
      .optional(),
  })
  .meta({ id: "Preset" });
export type Preset = z.infer<typeof Preset>;
