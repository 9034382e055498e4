import { createGrammars } from "../../../../packages/aperture/src/control/grammars.ts";
import { loadPrices } from "../../../../packages/aperture/src/control/prices.ts";
import { createCompress } from "../../../../packages/engine/src/compression/compress.ts";
import { cacheRules } from "../../../../packages/engine/src/governor/prices.ts";
import type { Entries } from "../bill.ts";
import { autoSteps } from "../pipeline/auto-steps.ts";
import { replay } from "../pipeline/replay.ts";
import type { Method } from "./method.ts";

/** The product in its mode `auto`, and a mode that only the bench has: every intent at once, whatever it rewrites. */
export async function autoMethods(entries: Entries): Promise<readonly Method[]> {
  const grammars = createGrammars();
  await grammars.all();
  const compress = createCompress({ skeleton: grammars.skeleton });
  const prices = loadPrices();
  const method = (name: string, naive: boolean): Method => ({
    name,
    run(session, ttl) {
      const rules = cacheRules(prices, session.transcript.model, "anthropic");
      const turns = [...replay(session, { steps: autoSteps(compress), compress, rules, ttl, entries, naive })];
      return { requests: turns.map(({ request }) => request) };
    },
  });
  return [method("Aperture, naive", true), method("Aperture, auto", false)];
}
