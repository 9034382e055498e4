import { ApertureError, ApiError, catalogue, problemsTold, type YamlProblem, yamlProblemsOf } from "@aperture/sdk";

/** What the shell is told, after clig.dev: scripts may rely on these. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  invalid: 5,
  auth: 6,
  notRunning: 7,
  interrupted: 130,
} as const;

/** For the help text of every command. */
export const exitCodesHelp = `
Exit codes: 0 ok, 1 failure, 2 usage or configuration, 3 not found, 4 conflict, 5 invalid input,
            6 token, 7 Aperture is not running, 130 interrupted`;

const byStatus: Readonly<Record<number, number>> = {
  400: exitCodes.invalid,
  401: exitCodes.auth,
  403: exitCodes.auth,
  404: exitCodes.notFound,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  415: exitCodes.invalid,
  422: exitCodes.invalid,
};

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exit: number;
  /** Where files are wrong, line by line; most failures are of no file. */
  readonly problems?: readonly YamlProblem[];
}

/** Any error as a stable code, one sentence and an exit code. */
export function describeFailure(error: unknown): Failure {
  if (ApertureError.is(error))
    return { code: error.code, message: error.message, exit: error.exit, ...placed(yamlProblemsOf(error)) };
  if (ApiError.is(error)) {
    const { code, detail, status } = error.problem;
    const known = Object.hasOwn(catalogue, code) ? catalogue[code as keyof typeof catalogue].exit : exitCodes.failure;
    const exit = known === exitCodes.failure ? (byStatus[status] ?? known) : known;
    return { code, message: detail, exit, ...placed(problemsTold(error.problem)) };
  }
  if (isConnectionLoss(error)) {
    return { code: "not_running", message: "Aperture stopped answering", exit: exitCodes.notRunning };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, exit: exitCodes.failure };
}

const placed = (problems: readonly YamlProblem[]): Pick<Failure, "problems"> =>
  problems.length === 0 ? {} : { problems };

/** fetch tells every failure below HTTP as a TypeError with the socket's error as its cause. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof TypeError)) return false;
  return error.message === "fetch failed" || error.message === "terminated";
}
