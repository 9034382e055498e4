import { Block, BlocksPage, BlocksQuery } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { etag } from "hono/etag";
import { z } from "zod";
import { findBlock } from "../../control/look-up/find-block.ts";
import { newestSnapshot, preferredLane } from "../../control/look-up/lane-snapshot.ts";
import { operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { blockViews } from "../views/block-view.ts";
import { listBlocks } from "../views/list-blocks.ts";

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
  app.openapi(list, (context) => context.json(listBlocks(store, context.req.valid("query")), 200));

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
  app.use("/api/v1/blocks/:id", etag());
  app.openapi(read, (context) => {
    const record = findBlock(store, context.req.valid("param").id);
    const lanes = store.lanes.ofSession(record.session);
    const own = lanes.find((lane) => lane.n === record.lane);
    const first = preferredLane(lanes);
    // The main lane's view goes before the one it came from: a fork takes its blocks along.
    const snapshots = [...new Set([first, own])].flatMap((lane) => (lane ? (newestSnapshot(store, lane) ?? []) : []));
    const model = store.sessions.get(record.session)?.model ?? null;
    const view = blockViews(store, [record], { snapshots, model })[0]!;
    context.header("cache-control", "no-cache");
    return context.json(view, 200);
  });
}
