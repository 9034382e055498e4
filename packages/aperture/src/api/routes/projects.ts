import { isAbsolute, resolve } from "node:path";
import { ApertureError, ProjectQuery, Projects, ProjectTrust, TrustProject } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { callerOf } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import { projectFolder } from "../project-folder.ts";
import type { ApiServices } from "../services.ts";
import { libraryTag as tag } from "./library-named.ts";

/** Folders whose own profile may count: what it says is inert until somebody with the token trusts it. */
export function routeProjects(app: OpenAPIHono, services: ApiServices): void {
  const { files } = services.library;

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/projects",
      summary: "Folders of sessions and of trust, and whether their .aperture.yml counts",
      tag,
      access: "local",
      output: Projects,
    },
    {},
  );
  app.openapi(list, (context) => context.json({ projects: files.projects() }, 200));

  const look = operation(
    services,
    {
      method: "get",
      path: "/api/v1/projects/look",
      summary: "What trusting a folder would let count; a folder of no session takes the token",
      tag,
      access: "local",
      output: ProjectTrust,
    },
    { query: ProjectQuery },
  );
  app.openapi(look, (context) => {
    const folder = spelled(context.req.valid("query").folder);
    // It reads a file of this machine, and says whether it is there.
    const isKnown = files.projects().some((project) => project.folder === folder);
    if (!isKnown && !callerOf(services, context).isTrusted) throw new ApertureError("token_required");
    return context.json(files.project(projectFolder(folder, "/folder")), 200);
  });

  const trust = operation(
    services,
    {
      method: "post",
      path: "/api/v1/projects/trust",
      summary: "Lets what a folder says count, as it was shown (`digest`), or no longer",
      tag,
      access: "token",
      output: ProjectTrust,
    },
    body(TrustProject),
  );
  app.openapi(trust, (context) => {
    const { folder, trust: trusted, digest } = context.req.valid("json");
    // Trust is taken from a folder that is gone, too.
    const place = trusted ? projectFolder(folder, "/folder") : spelled(folder);
    return context.json(files.trust(place, trusted, digest), 200);
  });
}

/** In one spelling. Throws `invalid_input`. */
function spelled(folder: string): string {
  if (isAbsolute(folder) && !folder.includes("\0")) return resolve(folder);
  throw new ApertureError("invalid_input", { detail: "The folder must be an absolute path", pointer: "/folder" });
}
