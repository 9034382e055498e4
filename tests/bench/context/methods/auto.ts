import { createGrammars } from "../../../../packages/aperture/src/control/grammars.ts";
import { loadPrices } from "../../../../packages/aperture/src/control/prices.ts";
import { createEnforceBudget } from "../../../../packages/engine/src/budget/enforce-budget.ts";
import { createCompress } from "../../../../packages/engine/src/compression/compress.ts";
import { createCondense } from "../../../../packages/engine/src/condense/condense.ts";
import { cacheRules } from "../../../../packages/engine/src/governor/prices.ts";
import { noSlots, pipeline } from "../../../../packages/engine/src/pipeline/stages.ts";
import { createInjectStaged } from "../../../../packages/engine/src/staging/inject-staged.ts";
import { createAssignZones } from "../../../../packages/engine/src/zones/assign-zones-stage.ts";
import type { Entries } from "../bill.ts";
import { replay } from "../pipeline/replay.ts";
import type { Method } from "./method.ts";

/** The product in its mode `auto`, and a mode that only the bench has: every intent at once, whatever it rewrites. */
export async function autoMethods(entries: Entries): Promise<readonly Method[]> {
  const grammars = createGrammars();
  await grammars.all();
  const compress = createCompress({ skeleton: grammars.skeleton });
  const prices = loadPrices();
  const steps = () =>
    pipeline(noSlots, {
      assignZones: createAssignZones(() => new Map()),
      injectStaged: createInjectStaged({ offered: () => [] }),
      condense: createCondense({ compress }),
      enforceBudget: createEnforceBudget({
        budgetOf: () => ({ limit: null, strategy: "warn", lowWater: 0.7 }),
        compress,
        stalenessOf: (blocks) => blocks.map(() => 0),
      }),
    });
  const method = (name: string, naive: boolean): Method => ({
    name,
    run(session, ttl) {
      const rules = cacheRules(prices, session.transcript.model, "anthropic");
      const turns = [...replay(session, { steps: steps(), compress, rules, ttl, entries, naive })];
      return { requests: turns.map(({ request }) => request) };
    },
  });
  return [method("Aperture, naive", true), method("Aperture, auto", false)];
}
