import { createEnforceBudget } from "../../../../packages/engine/src/budget/enforce-budget.ts";
import type { Compress } from "../../../../packages/engine/src/compression/contract.ts";
import { createCondense } from "../../../../packages/engine/src/condense/condense.ts";
import type { Step } from "../../../../packages/engine/src/pipeline/pipeline-run.ts";
import { noSlots } from "../../../../packages/engine/src/pipeline/slot.ts";
import { pipeline } from "../../../../packages/engine/src/pipeline/stages.ts";
import type { Stage } from "../../../../packages/engine/src/stage/stage.ts";
import { createInjectStaged } from "../../../../packages/engine/src/staging/inject-staged.ts";
import { createAssignZones } from "../../../../packages/engine/src/zones/assign-zones-stage.ts";

/** All default stages as the mode `auto` has them: no budget is set, nothing is staged. `wrap` is for tests that break one. */
export function autoSteps(compress: Compress, wrap: (stage: Stage) => Stage = (stage) => stage): readonly Step[] {
  return pipeline(noSlots, {
    assignZones: wrap(createAssignZones(() => new Map())),
    injectStaged: wrap(createInjectStaged({ offered: () => [] })),
    applyRules: wrap({ name: "applyRules", process: () => [] }),
    condense: wrap(createCondense({ compress })),
    enforceBudget: wrap(
      createEnforceBudget({
        budgetOf: () => ({ limit: null, strategy: "warn", lowWater: 0.7 }),
        compress,
        stalenessOf: (blocks) => blocks.map(() => 0),
      }),
    ),
  });
}
