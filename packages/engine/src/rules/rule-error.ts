/** Why a rule cannot be used. */
export class RuleError extends Error {
  /** Its name, or that of the template whose part it is. */
  readonly rule: string;
  /** JSON pointer into the rule: `/when/select`. */
  readonly pointer: string;
  /** For people. */
  readonly reason: string;
  /** The nearest that would work, or null where nothing is near. */
  readonly nearest: string | null;

  constructor(rule: string, pointer: string, reason: string, nearest: string | null = null) {
    super(`${rule} at ${pointer}: ${reason}${nearest === null ? "" : `; did you mean ${nearest}`}`);
    this.name = "RuleError";
    this.rule = rule;
    this.pointer = pointer;
    this.reason = reason;
    this.nearest = nearest;
  }
}
