/** A selector that cannot be read. The only error that `parseSelector` throws. */
export class SelectorError extends Error {
  /** 0-based character of the selector where it went wrong. */
  readonly position: number;
  /** What is wrong, for people. */
  readonly reason: string;
  /** The nearest that would work, or null where nothing is near. */
  readonly nearest: string | null;

  constructor(position: number, reason: string, nearest: string | null = null) {
    super(`at character ${position + 1}: ${reason}${nearest === null ? "" : `; did you mean ${nearest}`}`);
    this.name = "SelectorError";
    this.position = position;
    this.reason = reason;
    this.nearest = nearest;
  }
}
