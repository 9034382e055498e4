import { ApertureError } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import { plainMessage } from "../border/plain-message.ts";
import type { CapabilityCall } from "../border/runner.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/** What the guest hears of its question; the check of what it may do is `capability`'s. Never rejects. */
export async function answerAsk(
  capability: CapabilityCall,
  { ask, capability: name, input }: Extract<FromWorker, { type: "ask" }>,
): Promise<Extract<ToWorker, { type: "answer" }>> {
  try {
    const answer = await capability(name, JSON.parse(input) as Json);
    return { type: "answer", ask, ok: true, json: JSON.stringify(answer) };
  } catch (error) {
    // Only errors of the catalogue are made to be read by others; what else went wrong in the host is not the guest's to know.
    const said = isRefusal(error)
      ? { code: error.code, message: plainMessage(error.message, 500) }
      : { code: "plugin_failed", message: `${plainMessage(name, 60)} could not be done` };
    return { type: "answer", ask, ok: false, json: JSON.stringify(said) };
  }
}

const isRefusal = (error: unknown): error is Error & { readonly code: string } =>
  ApertureError.is(error) || (error instanceof Error && error.name === "PluginError" && "code" in error);
