import {
  ApertureError,
  AppliedLibraryItem,
  ApplyLibraryItem,
  CompareLibrary,
  LibraryComparison,
  ReplayEffect,
  ReplayLibraryItem,
} from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { callerOf } from "../control-call.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { whileAwaited } from "../while-awaited.ts";
import { textBody } from "./library-body.ts";
import { libraryNamed, libraryParams, libraryTag as tag } from "./library-named.ts";

/** Applied, held against each other, and replayed: nothing of it writes a file of the library. */
export function routeLibraryUse(app: OpenAPIHono, services: ApiServices): void {
  const { use, replayer } = services.library;
  const described = { method: "post", tag, access: "local" } as const;

  const apply = operation(
    services,
    {
      ...described,
      path: "/api/v1/library/{kind}/{name}/apply",
      summary: "Applies it to a session, or takes it away; settings of plugins and `everywhere` take the token",
      output: AppliedLibraryItem,
    },
    { params: libraryParams, ...body(ApplyLibraryItem) },
  );
  app.openapi(apply, async (context) => {
    const { kind, name } = context.req.valid("param");
    const input = context.req.valid("json");
    const { isTrusted } = callerOf(services, context);
    if (input.everywhere && !isTrusted) throw new ApertureError("token_required");
    if (input.everywhere && input.session !== undefined)
      throw new ApertureError("invalid_input", { detail: "Either a session, or everywhere", pointer: "/everywhere" });
    // Taking away, and asking what would be, go in any mode.
    if (services.config.mode === "observe" && !input.remove && !input.dryRun)
      throw new ApertureError("mode_observe", { operation: `${kind} ${name}` });
    const applied = await use.apply(kind, libraryNamed(services, kind, name), input, { token: isTrusted });
    return context.json(applied, 200);
  });

  const compare = operation(
    services,
    {
      ...described,
      path: "/api/v1/library/compare",
      summary: "What differs between two of them, value by value, and who says so",
      output: LibraryComparison,
    },
    body(CompareLibrary),
  );
  app.openapi(compare, (context) => {
    const { left, right, project } = context.req.valid("json");
    for (const { kind, name } of [left, right]) libraryNamed(services, kind, name);
    return context.json(use.compare(left, right, project), 200);
  });

  const replay = operation(
    services,
    {
      ...described,
      path: "/api/v1/library/replay",
      summary: "What it would have done to recorded requests: tokens, bill, blocks. Nothing is changed",
      output: ReplayEffect,
      maxBody: textBody,
    },
    body(ReplayLibraryItem),
  );
  app.openapi(replay, async (context) => {
    const input = context.req.valid("json");
    if ((input.item === undefined) === (input.text === undefined))
      throw new ApertureError("invalid_input", { detail: "Give either an item or a text", pointer: "/item" });
    return context.json(await whileAwaited(services, context, (signal) => replayer.effectOf(input, signal)), 200);
  });
}
