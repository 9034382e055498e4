import { ExportedPack, ExportPack, ImportPack, InstallLibraryItem, PackPreview } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { whileAwaited } from "../while-awaited.ts";
import { packBody } from "./library-body.ts";
import { libraryTag as tag } from "./library-named.ts";

/** Packs, made with this installation's key and taken in, and what registries have. All take the token: they sign, or write files. */
export function routeLibraryPacks(app: OpenAPIHono, services: ApiServices): void {
  const { packs, install } = services.library;
  const described = { method: "post", tag, access: "token" } as const;

  const exportPack = operation(
    services,
    {
      ...described,
      path: "/api/v1/library/export",
      summary: "One signed file of several, with what they need; one that holds a secret is not made",
      output: ExportedPack,
    },
    body(ExportPack),
  );
  app.openapi(exportPack, async (context) => context.json(await packs.export(context.req.valid("json")), 200));

  const importPack = operation(
    services,
    {
      ...described,
      path: "/api/v1/library/import",
      summary: "Takes in a pack; with `dryRun`, says who signed it and what it would bring",
      output: PackPreview,
      maxBody: packBody,
    },
    body(ImportPack),
  );
  app.openapi(importPack, async (context) => context.json(await packs.import(context.req.valid("json")), 200));

  const installItem = operation(
    services,
    {
      ...described,
      path: "/api/v1/library/install",
      summary: "Takes in one of a registry; with `dryRun`, says who signed it and what it would bring",
      output: PackPreview,
    },
    body(InstallLibraryItem),
  );
  app.openapi(installItem, async (context) => {
    const input = context.req.valid("json");
    return context.json(await whileAwaited(services, context, (signal) => install(input, signal)), 200);
  });
}
