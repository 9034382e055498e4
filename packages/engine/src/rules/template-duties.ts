import type { Zone } from "@aperture/sdk";
import type { CompiledRule } from "./compiled-rule.ts";
import type { SplitSelector } from "./split-selector.ts";

/** What a template asks of a request beside where blocks stand. */
export interface TemplateDuties {
  readonly name: string;
  /** `template:<name>` */
  readonly actor: string;
  /** Its "at most so many" as rules. */
  readonly rules: readonly CompiledRule[];
  /** Tokens a zone may hold. */
  readonly caps: readonly ZoneCap[];
  readonly requires: readonly Requirement[];
}

export interface ZoneCap {
  readonly zone: Zone;
  readonly tokens: number;
}

export interface Requirement {
  readonly select: SplitSelector;
  readonly atLeast: number;
  /** For people. */
  readonly says: string;
}
