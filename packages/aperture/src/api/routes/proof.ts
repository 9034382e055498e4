import { Proof, ProofQuery } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { operation } from "../operation.ts";
import { proofOf } from "../proof.ts";
import type { ApiServices } from "../services.ts";

export function routeProof(app: OpenAPIHono, services: ApiServices): void {
  const prove = operation(
    services,
    {
      method: "get",
      path: "/api/v1/proof",
      summary: "Proves that this server knows the token, before anybody sends it",
      tag: "server",
      access: "open",
      output: Proof,
    },
    { query: ProofQuery },
  );
  app.openapi(prove, (context) => {
    const { nonce } = context.req.valid("query");
    return context.json({ proof: proofOf(services.token, nonce, services.port()) }, 200);
  });
}
