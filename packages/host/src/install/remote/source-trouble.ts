/** A source that could not be read. `reason` is a sentence for people, without the source's name. */
export class SourceTrouble extends Error {
  override readonly name = "SourceTrouble";
  /** What an HTTP server answered, or null where it was not that. */
  readonly status: number | null;

  constructor(reason: string, status: number | null = null, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.status = status;
  }
}
