import { createCompress } from "@aperture/engine/compression/compress";
import { createCondense } from "@aperture/engine/condense/condense";
import { asStep } from "@aperture/engine/pipeline/as-step";
import { decide } from "@aperture/engine/pipeline/decide";
import { emit } from "@aperture/engine/pipeline/emit";
import { parse } from "@aperture/engine/pipeline/parse";
import type { Stage } from "@aperture/engine/stage/stage";
import type { ReplayPlan } from "../replay-plan.ts";

const compress = createCompress({ skeleton: () => null });
const budget = { limit: null, strategy: "warn", lowWater: 0.7 } as const;

/** A plan of one stage. */
export const planWith = (stage: Stage): ReplayPlan => ({
  steps: [parse, asStep(stage), decide, emit],
  mode: "auto",
  budget,
  compress,
});

/** What the mode `auto` does. */
export const autoPlan = (): ReplayPlan => planWith(createCondense({ compress }));
