import { ApertureError, type Problem } from "@aperture/sdk";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "zod";
import { allowedMethods } from "./allowed-methods.ts";
import type { RunningKeys } from "./control-call.ts";
import { routeBlockHistory } from "./routes/block-history.ts";
import { routeBlockOperations } from "./routes/block-operations.ts";
import { routeBlocks } from "./routes/blocks.ts";
import { routeCheckpoints } from "./routes/checkpoints.ts";
import { routeDocs } from "./routes/docs.ts";
import { routeEvents } from "./routes/events.ts";
import { routeHealth } from "./routes/health.ts";
import { routeHolds } from "./routes/holds.ts";
import { routeLibrary } from "./routes/library.ts";
import { routeOperations } from "./routes/operations.ts";
import { routePage, shown } from "./routes/page.ts";
import { routePairings } from "./routes/pairings.ts";
import { routePlugins } from "./routes/plugins.ts";
import { routeProjects } from "./routes/projects.ts";
import { routeProof } from "./routes/proof.ts";
import { routeRuns } from "./routes/runs.ts";
import { routeSessionControl } from "./routes/session-control.ts";
import { routeSessions } from "./routes/sessions.ts";
import { routeShutdown } from "./routes/shutdown.ts";
import { routeStaging } from "./routes/staging.ts";
import { securityHeaders } from "./security-headers.ts";
import type { ApiServices } from "./services.ts";
import { problemResponse, toProblem } from "./to-problem.ts";

/** Everything behind the gate: routes in order, one way to fail. */
export function createApp(services: ApiServices): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook(result) {
      if (!result.success) return problemResponse(invalidInput(result.target, result.error));
    },
  });
  app.use(securityHeaders);

  routeHealth(app, services);
  routeProof(app, services);
  routeSessions(app, services);
  routeBlocks(app, services);
  const running: RunningKeys = new Set();
  routeBlockOperations(app, services, running);
  routeBlockHistory(app, services, running);
  routeOperations(app, services, running);
  routeCheckpoints(app, services, running);
  routeStaging(app, services, running);
  routeHolds(app, services, running);
  routeSessionControl(app, services);
  routePlugins(app, services, running);
  routeLibrary(app, services);
  routeProjects(app, services);
  routeRuns(app, services);
  routePairings(app, services);
  routeShutdown(app, services);
  routeEvents(app, services);
  routeDocs(app);
  routePage(app, services);

  app.notFound((context) => {
    const { method, path } = context.req;
    const allowed = allowedMethods(app, path);
    if (allowed.length === 0)
      return problemResponse(toProblem(new ApertureError("route_unknown", { path: shown(path) })));
    const allow = allowed.join(", ");
    // Without CORS headers: a preflight is answered, and permits nothing.
    if (method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
    const facts = { method, path: shown(path), allowed: allow };
    return problemResponse(toProblem(new ApertureError("method_not_allowed", facts)), { allow });
  });

  app.onError((error, context) => {
    // Whoever leaves in the middle of a body is no failure of ours, and will not read what we say.
    const left = context.req.raw.signal.aborted || ("code" in error && error.code === "ECONNRESET");
    const problem = toProblem(left ? new ApertureError("request_malformed") : error);
    if (problem.code === "internal") services.failed(error);
    if (["token_required", "token_wrong", "json_required"].includes(problem.code))
      services.audit.refused(problem.code, problem.status);
    return problemResponse(problem);
  });
  return app;
}

/** JSON pointers into a body; names of query fields, path parts and headers. */
function invalidInput(target: string, error: z.core.$ZodError): Problem {
  const errors = error.issues.flatMap(placesOf).map(({ path, detail }) => ({ ...placeIn(target, path), detail }));
  const first = errors[0];
  const where = first && (first.pointer ?? first.parameter ?? first.header);
  const detail = first ? `${where || "The body"}: ${first.detail}` : "The input is not valid";
  return { ...toProblem(new ApertureError("invalid_input", { detail })), errors };
}

/** Unknown fields are told one by one: their message has a line for each (the sdk's write-body.ts). */
function placesOf(issue: z.core.$ZodIssue): { path: readonly PropertyKey[]; detail: string }[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, detail: issue.message }];
  const lines = issue.message.split("\n");
  return issue.keys.map((key, index) => ({ path: [...issue.path, key], detail: lines[index] ?? issue.message }));
}

function placeIn(
  target: string,
  path: readonly PropertyKey[],
): { pointer?: string; parameter?: string; header?: string } {
  const escaped = (part: PropertyKey): string => String(part).replaceAll("~", "~0").replaceAll("/", "~1");
  if (target === "json") return { pointer: path.map((part) => `/${escaped(part)}`).join("") };
  const name = path.map(String).join(".");
  return target === "header" ? { header: name } : { parameter: name };
}
