import { ApertureError } from "@aperture/sdk";
import type { Context } from "hono";
import type { ApiServices } from "./services.ts";

/**
 * Work that takes long, for as long as somebody waits for it: it is told to give up when the caller hangs up, or Aperture ends. What it throws
 * then is nobody's failure.
 */
export async function whileAwaited<Answer>(
  { closing }: Pick<ApiServices, "closing">,
  context: Context,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const signal = AbortSignal.any([context.req.raw.signal, closing]);
  try {
    return await work(signal);
  } catch (error) {
    if (closing.aborted) throw new ApertureError("shutting_down");
    throw error;
  }
}
