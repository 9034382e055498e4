import { z } from "zod";
import { nearestKey } from "../nearest-key.ts";

/**
 * The body of a write: a field that is not known is refused, with the one that may have been meant, because a slip in `dryRun` must not
 * do the real thing. Its message has a line per unknown field, in their order.
 */
export function writeBody<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? issue.keys.map(unknown).join("\n") : undefined),
  });

  function unknown(key: string): string {
    const meant = nearestKey(key, known);
    return meant === undefined
      ? `unknown field; known are ${known.join(", ")}`
      : `unknown field; did you mean ${meant}?`;
  }
}
