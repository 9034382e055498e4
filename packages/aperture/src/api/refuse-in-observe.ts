import { ApertureError } from "@aperture/sdk";
import type { MiddlewareHandler } from "hono";
import type { ApiServices } from "./services.ts";

/** Nothing new is applied in the mode `observe`. Runs behind the access check: strangers do not learn the mode. */
export function refuseInObserve({ config }: ApiServices): MiddlewareHandler {
  return async function checkMode(context, next) {
    const { method, path } = context.req;
    if (config.mode === "observe") throw new ApertureError("mode_observe", { operation: `${method} ${path}` });
    await next();
  };
}
