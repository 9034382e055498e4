import { type Capability, needsFlag } from "./capability.ts";

/** A text waits to be put into its session. */
export const stage: Capability<"staging.stage"> = {
  needs: needsFlag("staging"),
  run: (input, { actor, services, granted }) => services.stage(actor, input, granted),
};

/** It waits no longer; what went in stays. */
export const unstage: Capability<"staging.unstage"> = {
  needs: needsFlag("staging"),
  run: (input, { actor, services }) => services.unstage(actor, input),
};
