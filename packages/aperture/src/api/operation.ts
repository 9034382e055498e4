import { ApertureError, Problem } from "@aperture/sdk";
import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { z } from "zod";
import { type Access, requireAccess } from "./access.ts";
import { jsonBody } from "./json-body.ts";
import { refuseInObserve } from "./refuse-in-observe.ts";
import type { ApiServices } from "./services.ts";
import { problemType } from "./to-problem.ts";

interface Operation<P extends string, Output extends z.ZodType> {
  method: "get" | "put" | "post" | "patch" | "delete";
  path: P;
  /** One line for the reference. */
  summary: string;
  tag: string;
  access: Access;
  output: Output;
  /** True where it changes what a session's context is made of: the mode `observe` refuses it. */
  writesContext?: boolean;
  /** True where Idempotency-Key is kept (write-route.ts); another POST refuses it rather than ignore it. */
  isKeyed?: boolean;
  /** Bytes of a body; default 1 MB. */
  maxBody?: number;
}

const problem = { description: "A problem (RFC 9457)", content: { [problemType]: { schema: Problem } } };

/** What all routes have in common: who may, how bodies are read, what is answered, and how failures look. */
export function operation<
  P extends string,
  Output extends z.ZodType,
  Request extends NonNullable<RouteConfig["request"]>,
>(services: ApiServices, description: Operation<P, Output>, request: Request) {
  const { method, path, summary, tag, access, output, writesContext = false, isKeyed = false, maxBody } = description;
  const reads = method === "get" || method === "delete";
  return createRoute({
    method,
    path,
    summary,
    tags: [tag],
    request,
    middleware: [
      requireAccess(services, access),
      ...(writesContext ? [refuseInObserve(services)] : []),
      ...(method === "post" && !isKeyed ? [refuseKey] : []),
      ...(reads ? [] : jsonBody(maxBody)),
    ],
    ...(access === "open"
      ? { security: [] }
      : { security: access === "token" ? [{ token: [] }] : [{}, { token: [] }] }),
    responses: {
      200: { description: "Done", content: { "application/json": { schema: output } } },
      default: problem,
    },
  });
}

/** What answers with a secret, or ends the process, keeps no answers. */
const refuseKey: MiddlewareHandler = async function refuseKey(context, next) {
  if (context.req.header("idempotency-key") !== undefined)
    throw new ApertureError("idempotency_unsupported", { header: "Idempotency-Key" });
  await next();
};

/** A JSON body that must be there. */
export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { "application/json": { schema } } },
});
