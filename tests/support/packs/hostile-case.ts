import type { Craft } from "@aperture/aperture/packs/testing/craft-pack";

/** A pack that means harm, and the honest one that differs from it in that alone. */
export interface HostileCase {
  readonly pack: Craft;
  /** What is told of it. */
  readonly reason: string;
  /** Absent: the pack of one rule. */
  readonly twin?: Craft;
}
export type HostileCases = Readonly<Record<string, HostileCase>>;
