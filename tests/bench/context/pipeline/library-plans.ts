import { contextWindow } from "../../../../packages/aperture/src/control/look-up/context-window.ts";
import type { Library } from "../../../../packages/aperture/src/library/contract.ts";
import { valuesOf } from "../../../../packages/aperture/src/replay/item-values.ts";
import { planOf } from "../../../../packages/aperture/src/replay/plan-of.ts";
import type { ReplayPlan } from "../../../../packages/aperture/src/replay/replay-plan.ts";
import type { Compress } from "../../../../packages/engine/src/compression/contract.ts";
import type { CacheRules } from "../../../../packages/engine/src/governor/prices.ts";
import type { LibraryRef } from "../../../../packages/sdk/src/api/library.ts";
import type { RecordedSession } from "../session.ts";
import { type ReplayedTurn, replay } from "./replay.ts";

/** What ships, in the order of its lists. */
export const starterItems = (library: Library): LibraryRef[] =>
  library.list({}).flatMap(({ kind, name, source }) => (source === "starter" ? [{ kind, name }] : []));

const noGrammars = { prepare: async () => {}, skeleton: () => null };

/** One of the library by itself; for one session, for stages remember what they asked for. */
export const itemPlan = (library: Library, item: LibraryRef, compress: Compress): ReplayPlan => {
  const { values, template } = valuesOf(library, item, null);
  return planOf(values, template, { grammars: noGrammars, compress, clock: () => 0 });
};

/** A recorded session through a plan, billed by the bench. */
export function replayPlan(
  session: RecordedSession,
  plan: ReplayPlan,
  { compress, rules, ttl }: { readonly compress: Compress; readonly rules: CacheRules; readonly ttl: "5m" | "1h" },
): ReplayedTurn[] {
  const window = contextWindow(session.transcript.model);
  return [...replay(session, { steps: plan.steps, plan, compress, rules, ttl, entries: "blocks", window })];
}
