import { RegisterRun, RunRegistered } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { body, operation } from "../operation.ts";
import { projectFolder } from "../project-folder.ts";
import type { ApiServices } from "../services.ts";

export function routeRuns(app: OpenAPIHono, services: ApiServices): void {
  const register = operation(
    services,
    {
      method: "post",
      path: "/api/v1/runs",
      summary: "Registers the folder of an agent that is about to start under a path tag",
      tag: "sessions",
      access: "token",
      output: RunRegistered,
    },
    body(RegisterRun),
  );
  app.openapi(register, (context) => {
    const { label, project, agent, preset = null } = context.req.valid("json");
    const folder = projectFolder(project, "/project");
    services.store.runs.put({ label, project: folder, agent, at: services.now(), preset });
    // The agent starts next: what is staged for everybody is read before its first request comes.
    void services.control.staging.prefetch(folder);
    return context.json({ label }, 200);
  });
}
