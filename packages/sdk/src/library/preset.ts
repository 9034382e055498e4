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

const source = <Kind extends string>(kind: Kind) =>
  z.literal(kind).meta({ description: "What it is: a text, one file, or all files of a pattern." });

/** What is put into conversations: texts, and files of the session's own project. Never a command: presets run nothing. */
export const PresetStaged = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: "By which it is known; one of the same name takes its place." }),
    source: z
      .discriminatedUnion("kind", [
        z.strictObject({
          kind: source("text"),
          text: z.string().min(1).max(100_000).meta({ description: "What is put there, word for word." }),
        }),
        z.strictObject({
          kind: source("file"),
          path: insideProject.meta({ description: "A file inside the project of the session." }),
        }),
        z.strictObject({
          kind: source("glob"),
          pattern: insideProject.meta({ description: "Files inside the project of the session, such as docs/*.md." }),
        }),
      ])
      .meta({ description: "A text, or files of the session's own project; never a command." }),
    zone: Zone.default("recency").meta({ description: "Where in the prompt it stands." }),
    position: Pinned.default(null).meta({
      description: "The end of its zone at which it stays; null: where it falls.",
    }),
    condition: StagedCondition.default({ kind: "always" }).meta({ description: "When it is put there." }),
    priority: z
      .int()
      .min(-1_000)
      .max(1_000)
      .default(0)
      .meta({ description: "Where they do not all fit, higher ones go first." }),
    tokenCap: z
      .int()
      .min(16)
      .max(200_000)
      .default(4_000)
      .meta({ description: "Tokens it may take; what is longer is cut at a line, and says so." }),
  })
  .meta({ id: "PresetStaged" });
export type PresetStaged = z.infer<typeof PresetStaged>;

/** Built-in stages that a preset can turn off. What protects (redaction) is none of them. */
export const PipelineToggles = z
  .strictObject({
    injectStaged: z.boolean().optional().meta({ description: "Puts what is staged into the prompt." }),
    applyRules: z.boolean().optional().meta({ description: "Does what rules and the template say." }),
    condense: z.boolean().optional().meta({ description: "Shortens what is old, in the mode auto." }),
    enforceBudget: z.boolean().optional().meta({ description: "Keeps the prompt within its budget." }),
  })
  .meta({ id: "PipelineToggles", description: "Stages that can be turned off." });
export type PipelineToggles = z.infer<typeof PipelineToggles>;

/** Rules by name, or written here. */
export const RuleUse = z.union([LibraryName, InlineRule]).meta({ id: "RuleUse" });
export type RuleUse = z.infer<typeof RuleUse>;

/** How somebody likes to work. Fields that are left out come from what it extends, then from project and configuration. */
export const Preset = z
  .strictObject({
    kind: z.literal("preset").meta({ description: "What this file is." }),
    ...itemHead,
    extends: z
      .union([LibraryName, z.array(LibraryName).max(8)])
      .optional()
      .meta({ description: "Presets it begins with; later ones win over earlier ones, its own fields over all." }),
    mode: Mode.optional().meta({ description: "How far Aperture goes by itself." }),
    pipeline: PipelineToggles.optional(),
    zones: z
      .strictObject({
        recentTurns: z
          .int()
          .min(1)
          .max(1_000)
          .optional()
          .meta({ description: "Turns at the end of a conversation that are recent." }),
      })
      .optional()
      .meta({ description: "How blocks are sorted into zones." }),
    budget: Budget.partial()
      .strict()
      .optional()
      .meta({ description: "How much a prompt may hold, and what happens beyond." }),
    rules: z
      .array(RuleUse)
      .max(200)
      .optional()
      .meta({ description: "Added to inherited ones; one of the same name takes its place." }),
    withoutRules: z
      .array(LibraryName)
      .max(200)
      .optional()
      .meta({ description: "Names of inherited rules that do not count here." }),
    staging: z
      .array(PresetStaged)
      .max(50)
      .optional()
      .meta({ description: "What is put into conversations: texts, and files of the session's own project." }),
    template: LibraryName.nullable()
      .optional()
      .meta({ description: "The structure that counts, by its name; null: none, also where one is inherited." }),
    plugins: z
      .record(
        PluginName,
        z.strictObject({
          config: z
            .record(z.string().max(200), JsonValue)
            .default({})
            .meta({ description: "Its settings, as its own form has them." }),
          required: z.boolean().default(false).meta({ description: "Where it is not installed, that is told." }),
        }),
      )
      .optional()
      .meta({ description: "Settings of plugins, by name: carried out when the preset is applied, for all sessions." }),
  })
  .meta({ id: "Preset" });
export type Preset = z.infer<typeof Preset>;
