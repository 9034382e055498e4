import type { ModuleGrants, ModuleLimits } from "../thread/messages.ts";
import type { GuestCall } from "./guest-call.ts";
import type { GuestMemory } from "./guest-memory.ts";
import type { StoreCopy } from "./store-copy.ts";

/** What the imports of one module work on. */
export interface GuestSide {
  readonly limits: ModuleLimits;
  readonly grants: ModuleGrants;
  readonly store: StoreCopy;
  /** Both throw `plugin_failed` where the guest calls an import outside of a call, such as from its start function. */
  memory(): GuestMemory;
  call(): GuestCall;
  /** Number of the question. */
  ask(capability: string, input: string): number;
  log(level: number, message: string): void;
}
