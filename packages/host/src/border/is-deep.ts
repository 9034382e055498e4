/** Deeper than anybody's data, and far from what V8 can make JSON of (some thousand levels). */
const DEEPEST = 200;

/** Whether data that was read from JSON is nested so deeply that whoever writes it again runs out of stack. Level by level: costs none itself. */
export function isDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  }
  return false;
}
