import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { Call } from "../control/operations/control-service.ts";
import type { Access } from "./access.ts";
import { answerOnce, type RunningKeys } from "./control-call.ts";
import { body, operation } from "./operation.ts";
import type { ApiServices } from "./services.ts";

const params = z.object({ id: z.string().min(1).max(100) });

export interface WriteRoute<Input extends z.ZodType, Output extends z.ZodType> {
  /** Below /api/v1; `{id}` in it is handed to `work`. */
  readonly path: string;
  /** One line for the reference. */
  readonly summary: string;
  readonly tag: string;
  readonly input: Input;
  readonly output: Output;
  readonly access?: Access;
  /** True where it changes what a session's context is made of. */
  readonly writesContext?: boolean;
  /** Bytes of a body; default 1 MB. */
  readonly maxBody?: number;
  /** Where the answer holds texts: what it made, as it is now, by its id and that of the path. Undefined: it is gone. */
  readonly again?: (id: string, parent: string) => unknown;
  /** What is not a promise is committed together with its Idempotency-Key. */
  readonly work: (input: z.output<Input>, call: Call, id: string) => z.output<Output> | Promise<z.output<Output>>;
}

/** A POST that writes: body, answer, Idempotency-Key and If-Match are the same for all of them. */
export function routeWrites(app: OpenAPIHono, services: ApiServices, running: RunningKeys) {
  return function routeWrite<Input extends z.ZodType, Output extends z.ZodType>(
    route: WriteRoute<Input, Output>,
  ): void {
    const { path, summary, tag, access = "local", writesContext = false, maxBody } = route;
    const hasId = path.includes("{id}");
    const description = operation(
      services,
      {
        method: "post",
        path: `/api/v1${path}`,
        summary,
        tag,
        access,
        // Known by their own types here, a route's types cannot follow type parameters.
        output: route.output as z.ZodType,
        writesContext,
        isKeyed: true,
        ...(maxBody === undefined ? {} : { maxBody }),
      },
      { ...(hasId ? { params } : {}), ...body<z.ZodType>(route.input) },
    );
    app.openapi(description, async (context) => {
      const input = context.req.valid("json") as z.output<Input>;
      const id = context.req.param("id") ?? "";
      const again = route.again && ((made: string) => route.again?.(made, id));
      const answer = await answerOnce(services, running, context, { input, again }, (call) =>
        route.work(input, call, id),
      );
      return context.json(answer as object, 200);
    });
  };
}
