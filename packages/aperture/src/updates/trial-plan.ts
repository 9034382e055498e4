import { noSlots } from "@aperture/engine/pipeline/slot";
import { pipeline } from "@aperture/engine/pipeline/stages";
import type { Stage } from "@aperture/engine/stage/stage";
import { createAssignZones } from "@aperture/engine/zones/assign-zones-stage";
import type { Trial } from "@aperture/host/host/trial";
import { createPluginSlots, type PluginSlotsParts } from "../plugins/slots/plugin-slots.ts";
import type { ReplayPlan } from "../replay/replay-plan.ts";

const nobody = (name: string): Stage => ({ name, process: () => [] });

/** What a patch wants beside blocks is taken for done: nothing of it may happen in a trial. */
const without: PluginSlotsParts["services"] = {
  stage: async () => ({ item: "trial" }),
  unstage: async () => ({ removed: true }),
  note: async () => {},
  operate: () => Promise.reject(new Error("nothing is changed in a trial")),
  emit() {},
};

/** Recorded requests through this version alone (null: through none): what it changes is told apart from what everything else does. */
export function trialPlan(trial: Trial | null, facts: PluginSlotsParts["facts"]): ReplayPlan {
  const slots = trial ? createPluginSlots({ host: trial, services: without, facts }).slots : noSlots;
  return {
    steps: pipeline(slots, {
      assignZones: createAssignZones(() => new Map()),
      injectStaged: nobody("injectStaged"),
      applyRules: nobody("applyRules"),
      condense: nobody("condense"),
      enforceBudget: nobody("enforceBudget"),
    }),
    mode: "auto",
    budget: { limit: null, strategy: "warn", lowWater: 0.7 },
  };
}
