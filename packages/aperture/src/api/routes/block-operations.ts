import {
  CompressBlocks,
  EditBlocks,
  InsertBlock,
  MoveBlocks,
  OperationResult,
  PinBlocks,
  RedactBlocks,
  RemoveBlocks,
  RestoreBlocks,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "zod";
import type { Call } from "../../control/operations/control-service.ts";
import type { Access } from "../access.ts";
import type { RunningKeys } from "../control-call.ts";
import type { ApiServices } from "../services.ts";
import { routeWrites } from "../write-route.ts";

/** Texts come with these: as much as a block of four million characters takes. */
const textBody = 16 << 20;

/** Everything that may be done to blocks. Each is answered per block and lane. */
export function routeBlockOperations(app: OpenAPIHono, services: ApiServices, running: RunningKeys): void {
  const { compress, restore, pin, move, edit, remove, insert, redact } = services.control.operations;
  const routeWrite = routeWrites(app, services, running);

  route("compress", "Blocks to a level: trimmed, summarized, minimal, or original again", CompressBlocks, compress);
  route("restore", "Blocks back to what the client sent, or to one of their versions", RestoreBlocks, restore);
  route("pin", "Holds blocks at an end of the context; null unpins", PinBlocks, pin);
  route("move", "Puts blocks in a zone; null: by rule again", MoveBlocks, move);
  route("edit", "Blocks say another text", EditBlocks, edit, { maxBody: textBody });
  route("remove", "Takes blocks out; a placeholder of at most 15 tokens stays of each", RemoveBlocks, remove);
  route("insert", "A text of your own behind a block or the newest input", InsertBlock, insert, { maxBody: textBody });
  route("redact", "Values never leave again in this session; answers get them back", RedactBlocks, redact, {
    access: "token",
  });

  function route<Schema extends z.ZodType>(
    name: string,
    summary: string,
    input: Schema,
    work: (input: z.output<Schema>, call: Call) => Promise<OperationResult>,
    more: { access?: Access; maxBody?: number } = {},
  ): void {
    const path = `/blocks/${name}`;
    routeWrite({ path, summary, tag: "context", input, output: OperationResult, writesContext: true, work, ...more });
  }
}
