/** A preset that, with all it extends, is larger than any that a person would write. */
export class PresetSizeError extends Error {
  /** The one that was asked for. */
  readonly preset: string;

  constructor(preset: string, reason: string) {
    super(`preset ${preset} ${reason}`);
    this.name = "PresetSizeError";
    this.preset = preset;
  }
}
