import type { PluginManifest } from "@aperture/sdk";
import type { GuestHandlers } from "../border/runner.ts";
import type { Handled } from "./thread/messages.ts";

/**
 * What a module said in `aperture_init` that it handles. One that said nothing of stages has one function for all hooks: it is taken at its
 * manifest's word, if it exports that function.
 */
export function handlersOf(
  handled: readonly Handled[],
  manifest: PluginManifest,
  module: WebAssembly.Module,
): GuestHandlers {
  const named = (what: Handled["what"]) => handled.filter((one) => one.what === what).map(({ name }) => name);
  const has = (what: Handled["what"]) => handled.some((one) => one.what === what);
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const declared = manifest.stages
    .map(({ at }) => at)
    .filter((at) => exported.has(at === "on_response" ? "aperture_task" : "aperture_stage"));
  return {
    stages: has("stage") ? named("stage") : declared,
    events: named("event"),
    actions: named("action"),
    schedule: has("schedule"),
    panel: has("panel"),
    serve: has("serve"),
  };
}
