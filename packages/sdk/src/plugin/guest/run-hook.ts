import type { GuestPort } from "../guest-port.ts";
import type { Json } from "../json.ts";
import { BlockList } from "./block-list.ts";
import { GuestCall } from "./guest-call.ts";
import { GuestError } from "./guest-error.ts";
import { handlerIn, partsOf } from "./plugin-parts.ts";
import { StageContext } from "./stage-context.ts";

/**
 * One call of a stage: whatever it wants is recorded through `port.patch` while it runs. `requestJson`: `RequestFacts`. Throws what the
 * plugin throws, and `GuestError` where it handles no such stage or answers with a promise.
 */
export function runHook(
  plugin: unknown,
  hook: string,
  port: GuestPort,
  requestJson: string,
  configJson: string,
): undefined {
  const parts = partsOf(plugin);
  const call = new GuestCall(port, hook, requestJson);
  const config = JSON.parse(configJson) as Json;
  const blocks = new BlockList(call);
  const ctx = new StageContext(call, config);
  try {
    const handler = handlerIn(parts.stages, hook);
    const answer = handler
      ? handler.call(parts.stages, blocks, ctx)
      : runTrait(parts.stage === hook ? parts.process : undefined);
    if (typeof (answer as { then?: unknown } | undefined)?.then === "function")
      throw new GuestError(
        "plugin_failed",
        `${hook} is a promise: stages are synchronous, what takes time belongs into on, schedule or actions`,
      );
  } finally {
    call.end();
  }

  function runTrait(process: unknown): unknown {
    if (typeof process !== "function") throw new GuestError("plugin_failed", `the plugin handles no stage ${hook}`);
    return process.call(plugin, blocks, config, ctx);
  }
}
