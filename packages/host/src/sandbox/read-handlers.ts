import { ApertureError } from "@aperture/sdk";
import { z } from "zod";
import type { GuestHandlers } from "../border/runner.ts";
import type { CallResult } from "./messages.ts";

const names = z.array(z.string().max(200)).max(200);
const Handlers = z.strictObject({
  stages: names,
  events: names,
  actions: names,
  schedule: z.boolean(),
  panel: z.boolean(),
  serve: z.boolean(),
});

/** What a plugin says it handles. Throws `plugin_bad_answer`. */
export function readHandlers(plugin: string, result: CallResult): GuestHandlers {
  if (result.kind === "boot" && typeof result.handlers === "string" && result.handlers.length < 100_000) {
    const handlers = Handlers.safeParse(parsed(result.handlers));
    if (handlers.success) return handlers.data;
  }
  throw new ApertureError("plugin_bad_answer", {
    plugin,
    stage: "start",
    reason: "it names its handlers in no way known",
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
