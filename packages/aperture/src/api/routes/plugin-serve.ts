import { ApertureError, Problem } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { requireAccess } from "../access.ts";
import type { ApiServices } from "../services.ts";
import { problemType } from "../to-problem.ts";
import { pluginNamed, pluginParams, pluginTag } from "./plugin-named.ts";

const path = "/api/v1/plugins/:id/http/*";

/**
 * What no browser runs, lays out or hands to a viewer, whatever a plugin says: everything else is told as plain text. The page's own
 * origin answers here, so a document of a plugin's would be the page's equal.
 */
const harmless =
  /^(?:text\/(?:plain|csv|markdown)|application\/(?:json|x-ndjson|openmetrics-text|[a-z0-9.-]+\+json))(?:\s*;[\x20-\x7e]*)?$/i;
const mount = /^\/api\/v1\/plugins\/[^/]+\/http/;
const plain = "text/plain; charset=utf-8";

/** GET /api/v1/plugins/{id}/http/*: what a plugin answers itself, behind the gate and without a word of its own in the headers but the type. */
export function routePluginServe(app: OpenAPIHono, services: ApiServices): void {
  const { host } = services.plugins;
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/v1/plugins/{id}/http/{path}",
    summary: "What the plugin answers itself, such as figures for a dashboard; text and JSON only",
    tags: [pluginTag],
    security: [{}, { token: [] }],
    request: { params: pluginParams.extend({ path: z.string() }) },
    responses: {
      200: { description: "The plugin's answer", content: { "text/plain": { schema: z.string() } } },
      default: { description: "A problem (RFC 9457)", content: { [problemType]: { schema: Problem } } },
    },
  });

  app.get(path, requireAccess(services, "local"), async (context) => {
    const { id } = pluginNamed(services, context.req.param("id"));
    const url = new URL(context.req.url);
    const rest = url.pathname.replace(mount, "") || "/";
    const answer = await host.serve(id, { path: rest, query: Object.fromEntries(url.searchParams) });
    // A redirect would lead whoever asks, and its token, elsewhere; 1xx, 204 and their like are for servers to say.
    if (!(answer.status === 200 || (answer.status >= 400 && answer.status <= 599)))
      throw new ApertureError("plugin_bad_answer", {
        plugin: id,
        stage: "serve",
        reason: `the status ${answer.status} is neither 200 nor 400 to 599`,
      });
    const type = answer.headers["content-type"] ?? plain;
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": harmless.test(type) ? type : plain },
    });
  });
}
