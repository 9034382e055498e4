import { ApertureError, PageToken, Pairing, RedeemPairing } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";

export function routePairings(app: OpenAPIHono, services: ApiServices): void {
  const create = operation(
    services,
    {
      method: "post",
      path: "/api/v1/pairings",
      summary: "A code, good once and for 60 seconds, that a page exchanges for a token of its own",
      tag: "server",
      access: "token",
      output: Pairing,
    },
    {},
  );
  app.openapi(create, (context) => {
    const { code, expiresAt } = services.tokens.pair();
    return context.json({ code, expiresAt: new Date(expiresAt).toISOString() }, 200);
  });

  const redeem = operation(
    services,
    {
      method: "post",
      path: "/api/v1/pairings/redeem",
      summary: "Exchanges a pairing code for a page token",
      tag: "server",
      access: "open",
      output: PageToken,
    },
    body(RedeemPairing),
  );
  app.openapi(redeem, (context) => {
    try {
      return context.json({ token: services.tokens.redeem(context.req.valid("json").code) }, 200);
    } catch (error) {
      if (ApertureError.is(error)) services.audit.refused(error.code, error.status);
      throw error;
    }
  });
}
