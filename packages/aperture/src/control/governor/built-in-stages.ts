import { createEnforceBudget } from "@aperture/engine/budget/enforce-budget";
import type { Compress } from "@aperture/engine/compression/contract";
import { stalenessOf } from "@aperture/engine/insight/staleness";
import type { Step } from "@aperture/engine/pipeline/pipeline-run";
import { noSlots, type Slots } from "@aperture/engine/pipeline/slot";
import { type BuiltInStages, pipeline } from "@aperture/engine/pipeline/stages";
import { createApplyRules } from "@aperture/engine/rules/apply-rules";
import type { Stage, StageBlock } from "@aperture/engine/stage/stage";
import { createInjectStaged, type InjectStagedOptions } from "@aperture/engine/staging/inject-staged";
import { defaultZoneSizes } from "@aperture/engine/zones/assign";
import { createAssignZones } from "@aperture/engine/zones/assign-zones-stage";
import type { Budget, Mode, PipelineToggles, Zone } from "@aperture/sdk";
import type { SessionProfile } from "../../library/contract.ts";

export interface SessionSettings {
  readonly mode: Mode;
  readonly budget: Budget;
  readonly holdout: boolean;
  readonly profile: SessionProfile;
}

export interface BuiltInOptions {
  readonly compress: Compress;
  readonly condense: Stage;
  readonly offered: InjectStagedOptions["offered"];
  readonly zonesOf: (session: number) => ReadonlyMap<number, Zone>;
  readonly settingsOf: (session: number) => SessionSettings;
  /** What a session's template asks for and does not find, once per lane. */
  readonly unmet?: (session: number, lane: number, template: string, says: string) => void;
  readonly slots?: Slots;
  /** Monotonic, ms; default: the process's. */
  readonly clock?: () => number;
}

/** The pipeline with the program's own stages. */
export function createSteps(options: BuiltInOptions): readonly Step[] {
  const { compress, settingsOf, clock = () => performance.now() } = options;
  const toggled = (name: keyof PipelineToggles, stage: Stage): Stage => unlessOff(name, stage, settingsOf);
  const builtIn: BuiltInStages = {
    assignZones: createAssignZones(options.zonesOf, {
      sizesOf: (session) => ({
        recentTurns: settingsOf(session).profile.values.zones.recentTurns ?? defaultZoneSizes.recentTurns,
      }),
      templateOf: (session) => settingsOf(session).profile.compiledTemplate,
      clock,
    }),
    injectStaged: toggled("injectStaged", createInjectStaged({ offered: options.offered })),
    applyRules: toggled(
      "applyRules",
      createApplyRules({
        rulesOf: (session) => settingsOf(session).profile.compiledRules,
        templateOf: (session) => settingsOf(session).profile.compiledTemplate,
        compress,
        stalenessOf: staleness,
        unmet: options.unmet,
        zonesOf: options.zonesOf,
        clock,
      }),
    ),
    condense: toggled("condense", onlyInAuto(options.condense, settingsOf)),
    enforceBudget: toggled(
      "enforceBudget",
      createEnforceBudget({
        budgetOf: (session) => budgetOf(settingsOf(session)),
        compress,
        stalenessOf: staleness,
      }),
    ),
  };
  return pipeline(options.slots ?? noSlots, builtIn);
}

/** A session that is left as it is, is not shortened either; a hard stop stays one. */
function budgetOf({ mode, holdout, budget }: SessionSettings): Budget {
  const isLeft = holdout || mode === "observe";
  return isLeft && budget.strategy === "condense" ? { ...budget, strategy: "warn" } : budget;
}

function staleness(blocks: readonly StageBlock[]): number[] {
  const newest = blocks.reduce((oldest, { age }) => Math.max(oldest, age), 0);
  return stalenessOf(
    blocks.map((block) => ({ ...factsOf(block), turn: newest - block.age })),
    newest,
  );
}

const factsOf = ({ role, kind, toolName, filePaths, isError }: StageBlock) => ({
  role,
  kind,
  toolName,
  filePaths,
  isError,
});

/** The policy works in the mode `auto` alone; elsewhere nobody asked for it. */
function onlyInAuto(stage: Stage, settingsOf: BuiltInOptions["settingsOf"]): Stage {
  return {
    name: stage.name,
    process: (blocks, context) => {
      const { mode, holdout } = settingsOf(context.session);
      return mode === "auto" && !holdout ? stage.process(blocks, context) : [];
    },
  };
}

/** A stage that the session's preset can turn off. */
function unlessOff(name: keyof PipelineToggles, stage: Stage, settingsOf: BuiltInOptions["settingsOf"]): Stage {
  return {
    name: stage.name,
    process: (blocks, context) =>
      settingsOf(context.session).profile.values.pipeline[name] === false
        ? { intents: [], reason: "turned off by the preset" }
        : stage.process(blocks, context),
  };
}
