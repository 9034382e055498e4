/** Presets that extend each other in a circle. */
export class PresetCycleError extends Error {
  /** Each extends the next one, and the last the first. */
  readonly members: readonly string[];

  constructor(members: readonly string[]) {
    super(`presets extend each other in a circle: ${[...members, members[0]].join(" → ")}`);
    this.name = "PresetCycleError";
    this.members = members;
  }
}
