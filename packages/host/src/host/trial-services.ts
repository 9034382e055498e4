import { ApertureError } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import type { CapabilityBroker } from "./host-options.ts";
import type { PluginServices, PluginStore } from "./services.ts";

/** What a trial may ask for: it looks, and what it keeps is gone with it. */
const looks = /^(?:state\.|storage\.|history\.|secrets\.get$|fs\.read$|fs\.list$)/;

/** Capabilities of a version that is only tried: whatever would be felt outside is refused with `permission_denied`. */
export const onlyLooking = (broker: CapabilityBroker, plugin: string): CapabilityBroker => ({
  call: (name, input) =>
    looks.test(name)
      ? broker.call(name, input)
      : Promise.reject(new ApertureError("permission_denied", { plugin, capability: name })),
  close: () => broker.close(),
});

/** The program around a version that is only tried: it reads what there is, and nothing of it is kept or told. */
export function trialServices(real: PluginServices, plugin: string): PluginServices {
  const refuse = (capability: string) => async (): Promise<never> => {
    throw new ApertureError("permission_denied", { plugin, capability });
  };
  return {
    store: scratchStore(new Map(real.store.stored(plugin))),
    protection: { lost: () => [], forget() {} },
    state: real.state.bind(real),
    operate: refuse("blocks"),
    stage: refuse("staging"),
    unstage: refuse("staging"),
    note: refuse("notes"),
    undoAll: async () => 0,
    effect: () => ({ tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 }),
    emit() {},
    subscribe: () => () => {},
    secret: (id, name) => real.secret(id, name),
    projects: () => real.projects(),
    session: (name) => real.session(name),
    ownPorts: () => real.ownPorts(),
    speech: null,
  };
}

/** Begins with what the plugin has stored, and ends with the trial. */
const scratchStore = (values: Map<string, Json>): PluginStore => ({
  all: () => [],
  get: () => undefined,
  put() {},
  remove() {},
  stored: () => values,
  store(_id, changes) {
    for (const [key, value] of changes) value === null ? values.delete(key) : values.set(key, value);
  },
  log() {},
  logs: () => [],
});
