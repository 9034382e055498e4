import { ApertureError } from "@aperture/sdk";
import type { Distribution } from "./distribution-services.ts";

const never = (): never => {
  throw new ApertureError("plugins_off", { why: "this Aperture was built without them" });
};
const nobody = (id: string): never => {
  throw new ApertureError("plugin_not_found", { plugin: id });
};
const none = { policy: "off" as const, checkedAt: null, updates: [], troubles: [] };

/** No registry, no versions, no updates: for a reference of the routes, and tests of everything else. */
export const noDistribution: Distribution = {
  sources: { search: async () => ({ results: [], troubles: [] }), registries: () => [], add: never, remove: never },
  versions: { rollback: async (id) => nobody(id), pin: nobody, audit: async () => ({ findings: [], checked: 0 }) },
  updates: { list: () => none, check: async () => none, start: async (id) => nobody(id) },
};
