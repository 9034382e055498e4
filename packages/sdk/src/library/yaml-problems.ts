import { YamlProblem } from "../api/library.ts";
import type { Problem } from "../api/problem.ts";

/** What an error tells about files: `library_invalid` carries every problem of the file as its `cause`. Empty for any other error. */
export function yamlProblemsOf(error: Error): YamlProblem[] {
  const problems = YamlProblem.array().safeParse(error.cause);
  return problems.success ? problems.data : [];
}

/** The same, as the API tells it. */
export const problemErrors = (problems: readonly YamlProblem[]): NonNullable<Problem["errors"]> =>
  problems.map(({ reason, ...place }) => ({ ...place, detail: reason }));

/** The same again, out of an answer. */
export function problemsTold({ errors = [] }: Pick<Problem, "errors">): YamlProblem[] {
  return errors.flatMap(({ detail, file, line, column, pointer = "", allowed = null, nearest = null }) =>
    file === undefined || line === undefined || column === undefined
      ? []
      : [{ file, line, column, pointer, reason: detail, allowed, nearest }],
  );
}
