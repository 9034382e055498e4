import type { Slots } from "@aperture/engine/pipeline/slot";
import type { OtherStages } from "../../control/governor/governor-contract.ts";

export type PluginStages = OtherStages & { readonly slots: Slots };

/**
 * The place of the plugins' stages before there are plugins: control is built first, because plugins act through it, and control's pipeline has
 * slots for them. Until `connect` nobody stands there.
 */
export class PluggedStages implements PluginStages {
  #stages: PluginStages | null = null;

  connect(stages: PluginStages): void {
    this.#stages = stages;
  }

  readonly slots: Slots = (at, request) => this.#stages?.slots(at, request) ?? [];
  readonly isLive = (): boolean => this.#stages?.isLive() ?? false;
  readonly protecting = (): readonly string[] => this.#stages?.protecting() ?? [];
}
