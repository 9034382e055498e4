import type { PresetValues } from "@aperture/sdk";

/** What one place says of how to work. */
export interface Layer {
  /** Who says it: `configuration`, `project`, `preset:calm`, `session`. */
  readonly from: string;
  readonly values: Partial<PresetValues>;
  /** Where each value comes from, by dotted path, where that is not `from` itself. */
  readonly origins?: Readonly<Record<string, string>> | undefined;
}

/** Values and where each comes from: dotted path (`budget.strategy`, `rules.trim-logs`) → `preset:calm`, `project` … */
export interface Merged {
  readonly values: PresetValues;
  readonly origins: Readonly<Record<string, string>>;
}

/** Nothing said. */
export const noValues: PresetValues = { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} };
