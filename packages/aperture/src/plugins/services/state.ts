import type { GrantedIn, StateCallName } from "@aperture/host/host/services";
import type { CapabilityOutput, CapabilityRead } from "@aperture/sdk";
import type { ServicesContext } from "./services-context.ts";
import { stateOfBlocks, stateOfText } from "./state-of-blocks.ts";
import { stateOfBudget, stateOfCache, stateOfLedger, stateOfPrices, stateOfUsage } from "./state-of-figures.ts";
import { stateOfSession, stateOfSessions } from "./state-of-sessions.ts";

type Questions = {
  readonly [Name in StateCallName]: (
    context: ServicesContext,
    actor: string,
    input: CapabilityRead<Name>,
    granted: GrantedIn,
  ) => CapabilityOutput<Name>;
};

/** What a plugin may ask of the engine, read only. */
export const stateQuestions: Questions = {
  "state.session": stateOfSession,
  "state.sessions": stateOfSessions,
  "state.usage": stateOfUsage,
  "state.budget": stateOfBudget,
  "state.prices": (context, _actor, input) => stateOfPrices(context, input),
  "state.ledger": stateOfLedger,
  "state.cache": stateOfCache,
  "state.blocks": stateOfBlocks,
  "state.text": stateOfText,
};
