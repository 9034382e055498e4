import type { CompressionLevel, RuleTrigger, Zone } from "@aperture/sdk";
import type { SplitSelector } from "./split-selector.ts";

/** What is done to a block, ready to be done. */
export type CompiledAction =
  | { readonly do: "compress"; readonly level: Exclude<CompressionLevel, "original"> }
  | { readonly do: "remove" }
  | { readonly do: "move"; readonly zone: Zone }
  | { readonly do: "pin"; readonly at: "top" | "bottom" }
  /** The text with its matches replaced; null where nothing is to be, or not within reason. */
  | { readonly do: "replace"; readonly replace: (text: string, isLate?: () => boolean) => string | null }
  | { readonly do: "stage"; readonly text: string };

/** A rule of which everything that does not depend on a request is decided. */
export interface CompiledRule {
  readonly name: string;
  /** `rule:<name>`, or `template:<name>` where it is part of a template. */
  readonly actor: string;
  /** One line for people. */
  readonly reason: string;
  readonly select: SplitSelector;
  /** Least requests since a matching block first appeared; 0 where any will do. */
  readonly leastAge: number;
  /** Share of the limit that the prompt has to be above, or null. */
  readonly budgetAbove: number | null;
  readonly on: RuleTrigger["on"] | null;
  readonly action: CompiledAction;
  /** Infinity: as many as there are. */
  readonly perRequest: number;
  readonly keepNewest: number;
  readonly minTokens: number;
}

export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
}
