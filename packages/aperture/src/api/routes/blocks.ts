import { Block, BlocksPage, BlocksQuery } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { findBlock } from "../../control/look-up/find-block.ts";
import { blockEtag, notModified } from "../etag.ts";
import { hiderFor } from "../hider-for.ts";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { listBlocks } from "../views/list-blocks.ts";
import { oneBlock } from "../views/one-block.ts";

const tag = "blocks";

export function routeBlocks(app: OpenAPIHono, services: ApiServices): void {
  const { store } = services;

  const list = operation(
    services,
    {
      method: "get",
      path: "/api/v1/blocks",
      summary: "The blocks of a session in prompt order; by default of the session that spoke last",
      tag,
      access: "local",
      output: BlocksPage,
    },
    { query: BlocksQuery },
  );
  app.openapi(list, (context) =>
    context.json(listBlocks(store, context.req.valid("query"), hiderFor(services, context)), 200),
  );

  const read = operation(
    services,
    {
      method: "get",
      path: "/api/v1/blocks/{id}",
      summary: "One block with its whole content; the ETag changes with anything shown",
      tag,
      access: "local",
      output: Block,
    },
    { params: z.object({ id: z.string().min(1).max(300) }) },
  );
  app.get("/api/v1/blocks/:id", notModified);
  app.openapi(read, (context) => {
    const view = oneBlock(store, findBlock(store, context.req.valid("param").id), hiderFor(services, context));
    const tag = blockEtag(view);
    context.header("cache-control", "no-cache");
    context.header("etag", tag);
    return context.json(view, 200);
  });
}
