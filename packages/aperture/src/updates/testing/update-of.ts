import type { PermissionDiff, PluginUpdate } from "@aperture/sdk";

export const noDiff: PermissionDiff = {
  added: [],
  removed: [],
  stages: [],
  hosts: [],
  runtime: null,
  publisher: null,
  widens: false,
};

/** A plugin's update from 1.0.0 to 1.1.0 that is swapped and watched, but for these fields. */
export const updateOf = (plugin: string, fields: Partial<PluginUpdate> = {}): PluginUpdate => ({
  plugin,
  installed: "1.0.0",
  version: "1.1.0",
  integrity: "sha512-new",
  spec: null,
  phase: "watching",
  reason: null,
  publishedAt: null,
  coolsUntil: null,
  changelog: null,
  diff: noDiff,
  proof: null,
  shadow: null,
  watch: null,
  at: "2026-01-02T03:04:05.000Z",
  ...fields,
});
