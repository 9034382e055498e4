import { Stopping } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";

export function routeShutdown(app: OpenAPIHono, services: ApiServices): void {
  const stop = operation(
    services,
    {
      method: "post",
      path: "/api/v1/shutdown",
      summary: "Stops Aperture once the requests in flight are done",
      tag: "server",
      access: "token",
      output: Stopping,
    },
    {},
  );
  app.openapi(stop, (context) => {
    // After this answer is on its way: whoever asked should hear that it was understood.
    setImmediate(services.onShutdown);
    return context.json({ stopping: true } as const, 200);
  });
}
