import type { Budget, Mode } from "@aperture/sdk";
import { decide } from "../pipeline/decide.ts";
import { emit } from "../pipeline/emit.ts";
import { parse } from "../pipeline/parse.ts";
import type { Step } from "../pipeline/pipeline-run.ts";

/** What a recorded request goes through. */
export interface ReplayPlan {
  readonly steps: readonly Step[];
  /** `observe`: nothing new is done. */
  readonly mode: Mode;
  readonly budget: Budget;
}

/** Requests as their clients sent them. */
export const untouchedPlan: ReplayPlan = {
  steps: [parse, decide, emit],
  mode: "observe",
  budget: { limit: null, strategy: "warn", lowWater: 0.7 },
};
