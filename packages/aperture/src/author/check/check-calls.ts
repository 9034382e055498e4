import type { GuestHandlers } from "@aperture/host/border/runner";
import type { PluginManifest } from "@aperture/sdk";
import type { ReplayedFixture } from "../test/check-invariants.ts";
import { type Finding, warning } from "./finding.ts";

/** Stages that the code handles and no recording ever called: their filter wants what never came. Answers are told whatever a prompt's filter says. */
export function checkCalls(
  { stages }: Pick<PluginManifest, "stages">,
  { stages: handled }: Pick<GuestHandlers, "stages">,
  replayed: readonly ReplayedFixture[],
): Finding[] {
  if (replayed.length === 0) return [];
  const called = new Set<string>(replayed.flatMap(({ calls }) => calls.map(({ hook }) => hook)));
  return stages
    .filter(({ at }) => at !== "on_response" && handled.includes(at) && !called.has(at))
    .map(({ at, filter }) =>
      warning(
        "hook_never_called",
        `the stage ${at} was never called on any recording: ${filter ? `its filter ${JSON.stringify(filter)} matched nothing; correct it, or record a session that has what it wants` : "no request came so far"}`,
      ),
    );
}
