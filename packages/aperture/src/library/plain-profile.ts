import type { SessionProfile } from "./contract.ts";

/** Of a session about which nobody said anything. */
export const plainProfile: SessionProfile = {
  values: { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} },
  compiledRules: null,
  compiledTemplate: null,
  origins: {},
  preset: null,
  templateName: null,
  rules: [],
  missing: [],
  isDemanding: false,
};
