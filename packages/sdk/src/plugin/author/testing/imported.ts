/** Typed as an imported `aperture.plugin.json` is: its words are only strings. */
export const imported = {
  name: "imported",
  version: "1.0.0",
  apiVersion: 1,
  runtime: "js",
  entry: "plugin.js",
  stages: [{ at: "after_zone", onError: "block" }],
  permissions: { blocks: { read: "content", write: ["level"] }, events: { on: ["turn-recorded"] }, storage: "1mb" },
  config: { type: "object", properties: { most: { type: "integer", default: 5 } } },
};
