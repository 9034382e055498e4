import type { StateCallName } from "../border/services.ts";
import { type Capability, type Needs, nothingNeeded } from "./capability.ts";

type StateCapabilities = { readonly [Name in StateCallName]: Capability<Name> };

const figures = <Name extends StateCallName>(name: Name): Capability<Name> => ({
  needs: () => nothingNeeded,
  run: (input, { actor, services, granted }) => services.state(actor, name, input, granted),
});

const blocks = <Name extends StateCallName>(name: Name, read: "metadata" | "content"): Capability<Name> => ({
  needs: (_input, granted): Needs => {
    const capability = `blocks.read:${read}`;
    return granted.blocks && (read === "metadata" || granted.blocks.read === "content")
      ? { needs: [capability] }
      : { missing: capability };
  },
  run: (input, { actor, services, granted }) => services.state(actor, name, input, granted),
});

/** Read-only state of the engine; by project it is the program that looks, which knows whose block is whose. */
export const state: StateCapabilities = {
  "state.session": figures("state.session"),
  "state.sessions": figures("state.sessions"),
  "state.usage": figures("state.usage"),
  "state.budget": figures("state.budget"),
  "state.prices": figures("state.prices"),
  "state.ledger": figures("state.ledger"),
  "state.cache": figures("state.cache"),
  "state.blocks": {
    ...blocks("state.blocks", "metadata"),
    needs: (input, granted) =>
      input.contentLimit > 0 && granted.blocks?.read === "content"
        ? { needs: ["blocks.read:content"] }
        : blocks("state.blocks", "metadata").needs(input, granted),
  },
  "state.text": blocks("state.text", "content"),
};
