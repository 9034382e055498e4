import { createPluginServices } from "../../plugins/services/create-plugin-services.ts";
import type { Store } from "../../store/contract.ts";

const nothing = (): never => {
  throw new Error("nothing of the kind happens here");
};
const refusing = new Proxy({} as never, { get: () => nothing });

/** What a host needs of the program to install, update and call plugins: its tables, and events that are stored. Nothing they did is undone. */
export const pluginServices = (store: Store): ReturnType<typeof createPluginServices> => ({
  ...createPluginServices({
    store,
    control: refusing,
    views: refusing,
    mode: () => "manual",
    secrets: { read: () => null, removeAll() {} },
    protection: { lost: () => [], add: () => true, forget() {} },
    ownPorts: () => [],
    speech: null,
    now: Date.now,
  }),
  undoAll: async () => 0,
});
