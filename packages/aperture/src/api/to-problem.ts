import { ApertureError, type Problem, problemErrors, yamlProblemsOf } from "@aperture/sdk";

/** RFC 9457 problem of an error. What is not ours is told as `internal` by name only: its message may hold anything. */
export function toProblem(error: unknown): Problem {
  const known = ApertureError.is(error)
    ? error
    : new ApertureError("internal", { reason: error instanceof Error ? error.name : "unknown" });
  const { hint } = known.facts;
  const errors = placesOf(known);
  const detail = hint === undefined ? known.message : `${known.message}. ${hint}`;
  return {
    type: `urn:aperture:error:${known.code}`,
    title: titleOf(known.code),
    status: known.status,
    code: known.code,
    detail,
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** Whoever throws an error knows which it is: lines of a file, or a place in the body, a parameter or a header. */
function placesOf(error: ApertureError): NonNullable<Problem["errors"]> {
  const { facts, message } = error;
  const inFiles = yamlProblemsOf(error);
  if (inFiles.length > 0) return problemErrors(inFiles);
  const name = (["pointer", "parameter", "header"] as const).find((each) => facts[each] !== undefined);
  return name === undefined ? [] : [{ [name]: String(facts[name]), detail: message }];
}

/** `session_unknown` → "Session unknown": the same for every occurrence, as RFC 9457 §3.1.3 asks. */
function titleOf(code: string): string {
  const words = code.replaceAll("_", " ");
  return `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}`;
}

export const problemType = "application/problem+json";

/** The problem as an answer. */
export function problemResponse(problem: Problem, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      "content-type": problemType,
      // RFC 9110 §11.6.1: a 401 names how to authenticate.
      ...(problem.status === 401 ? { "www-authenticate": 'Bearer realm="aperture"' } : {}),
      ...headers,
    },
  });
}
