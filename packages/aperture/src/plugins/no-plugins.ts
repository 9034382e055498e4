import type { PluginHost } from "@aperture/host/host/plugin-host";
import { ApertureError } from "@aperture/sdk";
import type { PluginSecrets } from "./services/plugin-secrets.ts";

const nobody = (id: string): never => {
  throw new ApertureError("plugin_not_found", { plugin: id });
};
const never = (): never => {
  throw new ApertureError("plugins_off", { why: "this Aperture was built without them" });
};

/** A host that has no plugins and takes none: for a reference of the routes, and tests of everything else. */
export const noPlugins: PluginHost = {
  safeMode: true,
  start() {},
  trouble: () => null,
  list: () => [],
  info: nobody,
  inspect: async () => never(),
  install: async () => never(),
  take: async () => never(),
  rollback: async (id) => nobody(id),
  pin: nobody,
  audit: async () => ({ findings: [], checked: 0 }),
  record: nobody,
  diff: nobody,
  trial: async (id) => nobody(id),
  watch() {},
  update: async (id) => nobody(id),
  enable: async (id) => nobody(id),
  disable: async (id) => nobody(id),
  release: async (id) => nobody(id),
  reload: async (id) => nobody(id),
  remove: async (id) => nobody(id),
  undo: async (id) => nobody(id),
  graph: () => ({ slots: [] }),
  logs: nobody,
  panel: async (id) => nobody(id),
  action: async (id) => nobody(id),
  serve: async (id) => nobody(id),
  hasStages: () => false,
  blocks: () => [],
  stagesAt: () => [],
  hearsAnswers: () => false,
  answered() {},
  forgetLane() {},
  async close() {},
};

export const noSecrets: Pick<PluginSecrets, "names" | "set" | "remove"> = {
  names: () => [],
  set: never,
  remove: () => false,
};
