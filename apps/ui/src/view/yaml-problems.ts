import type { Problem, YamlProblem } from "@aperture/sdk";

/** What the API found wrong with a file, in the order of its lines; empty where it refused for another reason. */
export function yamlProblems({ code, detail, errors = [] }: Problem): readonly YamlProblem[] {
  if (code !== "library_invalid") return [];
  // The sdk's own reading of it checks by schema, and the page must not bundle zod.
  return (errors.length > 0 ? errors : [{ detail }])
    .map(({ detail: reason, file = "", line = 1, column = 1, pointer = "", allowed = null, nearest = null }: Told) => ({
      file,
      line,
      column,
      pointer,
      reason,
      allowed,
      nearest,
    }))
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

type Told = NonNullable<Problem["errors"]>[number];
