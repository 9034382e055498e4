import { ApertureError } from "@aperture/sdk";
import type { MiddlewareHandler } from "hono";
import type { ApiServices } from "./services.ts";

/**
 * Who may use an operation: `open` says nothing about anybody's context; `local` reads (any local caller, unless the config
 * asks for the token everywhere); `token` changes what code runs, what is kept, or whether Aperture runs.
 */
export type Access = "open" | "local" | "token";

/** Runs before a body is read or an input checked: an unknown caller learns nothing about either. */
export function requireAccess(services: ApiServices, access: Access): MiddlewareHandler {
  return async function checkAccess(context, next) {
    const { presented, valid } = services.tokens.check(context.req.header("authorization"));
    if (presented && !valid) throw new ApertureError("token_wrong");
    if (!valid && (access === "token" || (access === "local" && services.config.auth === "required")))
      throw new ApertureError("token_required");
    await next();
  };
}
