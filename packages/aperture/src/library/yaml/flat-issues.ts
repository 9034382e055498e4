import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * Unions in one row with all others: of a plain union's variants (text or a map) the one that the value was meant as, by its shape. Where none
 * fits, the union itself stays, and says what may stand there.
 */
export function flatIssues(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union") return [issue];
    const meant = (issue.errors as readonly (readonly Issue[])[]).filter(
      (errors) => !errors.some((error) => error.code === "invalid_type" && error.path.length === 0),
    );
    const [first] = meant;
    if (first === undefined) return [issue];
    const fewest = meant.reduce((best, each) => (each.length < best.length ? each : best), first);
    return flatIssues(fewest).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}
