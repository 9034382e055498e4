import type { Compress } from "@aperture/engine/compression/contract";
import { createCondense } from "@aperture/engine/condense/condense";
import type { Slots } from "@aperture/engine/pipeline/slot";
import { compileRules } from "@aperture/engine/rules/compile-rules";
import { compileTemplate } from "@aperture/engine/templates/compile-template";
import type { Budget, Mode, PresetValues, Template, Zone } from "@aperture/sdk";
import { defaults } from "../config/defaults.ts";
import { createSteps } from "../control/governor/built-in-stages.ts";
import type { Grammars } from "../control/grammars.ts";
import { plainProfile } from "../library/plain-profile.ts";
import { type Level, PreparedCompress } from "./prepared-compress.ts";
import { PresetOffer } from "./preset-offer.ts";
import type { ReplayPlan } from "./replay-plan.ts";

export interface PlanTools {
  readonly grammars: Pick<Grammars, "prepare" | "skeleton">;
  /** What shortens texts; default: outlines are made ahead, request by request. */
  readonly compress?: Compress;
  /** Monotonic, ms. */
  readonly clock: () => number;
  /** Stages of plugins. */
  readonly slots?: Slots;
}

/**
 * The pipeline as a session would have it that these values and this template count in. Throws RuleError and TemplateError where a selector or
 * pattern cannot be read.
 */
export function planOf(values: PresetValues, template: Template | null, tools: PlanTools): ReplayPlan {
  const { grammars, clock, slots } = tools;
  // What is replayed is shown by itself, whatever this installation is set to.
  const mode = values.mode ?? "manual";
  const {
    limit = defaults.budget.limit,
    strategy = defaults.budget.strategy,
    lowWater = defaults.budget.lowWater,
  } = values.budget;
  const budget: Budget = { limit, strategy, lowWater };
  const prepared = new PreparedCompress(levelsOf(values, template, mode, budget), grammars, clock);
  const offer = new PresetOffer(values.staging);
  const settings = {
    mode,
    budget,
    holdout: false,
    profile: {
      ...plainProfile,
      values,
      compiledRules: values.rules.length === 0 ? null : compileRules(values.rules),
      compiledTemplate: template && compileTemplate(template),
    },
  };
  const { compress = prepared.compress } = tools;
  return {
    mode,
    budget,
    compress,
    steps: createSteps({
      compress,
      condense: createCondense({ compress }),
      offered: offer.offered,
      zonesOf: () => noZones,
      settingsOf: () => settings,
      clock,
      ...(slots ? { slots } : {}),
    }),
    ...(tools.compress
      ? {}
      : { ahead: (blocks, tokensOf) => prepared.ahead(blocks, tokensOf), spent: () => prepared.spent() }),
    injected: (lane, origin) => offer.injected(lane, origin),
    leftOut: offer.leftOut === 0 ? null : "files that it stages are left out",
  };
}

const noZones: ReadonlyMap<number, Zone> = new Map();
const all: readonly Level[] = ["trimmed", "summarized", "minimal"];

/** Levels that anything of it may ask for. */
function levelsOf({ rules }: PresetValues, template: Template | null, mode: Mode, budget: Budget): readonly Level[] {
  if (mode === "observe") return [];
  if (mode === "auto" || budget.strategy === "condense" || Object.keys(template?.caps ?? {}).length > 0) return all;
  const asked = new Set<Level>(template?.constraints.atMost.map(({ level }) => level));
  for (const { action } of rules) if (action.do === "compress") asked.add(action.level);
  return all.filter((level) => asked.has(level));
}
