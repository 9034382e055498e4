import type { Context } from "hono";
import { valueHider } from "../control/look-up/hide-values.ts";
import type { ApiServices } from "./services.ts";
import type { Hide } from "./views/block-view.ts";

/** What a caller may read of texts: redacted values are for those who have the token. */
export function hiderFor({ store, tokens }: Pick<ApiServices, "store" | "tokens">, context: Context): Hide | undefined {
  if (tokens.check(context.req.header("authorization")).valid) return undefined;
  // Where nothing is hidden, lists show texts without unpacking them.
  return store.control.redactions.boundSessions().length > 0 ? valueHider(store) : undefined;
}
