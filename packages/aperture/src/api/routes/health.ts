import { Health } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";

export function routeHealth(app: OpenAPIHono, services: ApiServices): void {
  const read = operation(
    services,
    {
      method: "get",
      path: "/api/v1/health",
      summary: "How Aperture is, and what it has done",
      tag: "server",
      access: "local",
      output: Health,
    },
    {},
  );
  app.openapi(read, (context) => context.json(services.health(), 200));
}
