/** Something a plugin does that it must not, or does otherwise than before. */
export interface TestProblem {
  readonly what:
    | "own-tests"
    | "start"
    | "failed"
    | "refused"
    | "too-slow"
    | "not-deterministic"
    | "not-idempotent"
    | "fuzz"
    | "snapshot";
  /** `session, turn 4, after_zone` */
  readonly where: string;
  readonly message: string;
}
