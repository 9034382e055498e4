import { ApertureError, type LibraryKind, nearestKey, type YamlProblem } from "@aperture/sdk";

/** Every problem of a file, as `cause` (`yamlProblemsOf`); the first one in the message. */
export function invalid(problems: readonly YamlProblem[]): ApertureError {
  const { file, line, column, reason, nearest } = problems[0]!;
  const meant = nearest === null ? "" : `; did you mean ${nearest}`;
  return new ApertureError("library_invalid", { file, line, column, reason: `${reason}${meant}` }, { cause: problems });
}

/** With what was probably meant, else with the command that would bring it. */
export function notFound(kind: LibraryKind, name: string, names: readonly string[]): ApertureError {
  const near = nearestKey(name, names);
  const nearest =
    near === undefined
      ? `; \`aperture ${kind} install ${name}\` would bring it from a registry`
      : `; did you mean ${near}`;
  return new ApertureError("library_not_found", { kind, name, nearest });
}
