import type { Stage } from "../stage/stage.ts";
import { applySettings } from "./apply-settings.ts";
import { asStep } from "./as-step.ts";
import { decide } from "./decide.ts";
import { emit } from "./emit.ts";
import { ingest } from "./ingest.ts";
import { parse } from "./parse.ts";
import type { Step } from "./pipeline-run.ts";
import { reorder } from "./reorder.ts";
import { createSlot, type Slots } from "./slot.ts";

/** The program's own stages, built with what they need to know. */
export interface BuiltInStages {
  readonly assignZones: Stage;
  readonly injectStaged: Stage;
  readonly applyRules: Stage;
  readonly condense: Stage;
  readonly enforceBudget: Stage;
}

/** Read it top to bottom: this is what happens to a request. Stages want; only `decide` does. */
export function pipeline(
  slots: Slots,
  { assignZones, injectStaged, applyRules, condense, enforceBudget }: BuiltInStages,
): readonly Step[] {
  const slot = createSlot(slots);
  return [
    ingest,
    slot("before_parse"),
    applySettings,
    parse,
    slot("after_parse"),
    asStep(assignZones),
    slot("after_zone"),
    asStep(injectStaged),
    slot("after_inject"),
    asStep(applyRules),
    asStep(condense),
    slot("after_condense"),
    asStep(enforceBudget),
    slot("after_budget"),
    reorder,
    slot("after_reorder"),
    slot("before_emit"),
    decide,
    emit,
  ];
}
