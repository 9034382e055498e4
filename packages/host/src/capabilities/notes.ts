import { type Capability, needsFlag } from "./capability.ts";

export const note: Capability<"notes.add"> = {
  needs: needsFlag("notes"),
  async run(input, { actor, services, granted }) {
    await services.note(actor, input, granted);
    return {};
  },
};
