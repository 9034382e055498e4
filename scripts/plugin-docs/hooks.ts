import type { PluginHook } from "../../packages/sdk/src/plugin/manifest.ts";

/** What has happened when a hook is called, and what a stage there can still do. Total: a new hook does not compile until it is told here. */
export const hookMeanings: Readonly<Record<PluginHook, string>> = {
  before_parse: "The request was recognised and not read: no blocks. The only place where `ctx.request.set` works.",
  after_parse: "Blocks are there, in prompt order, as the client sent them.",
  after_zone: "Each block has its zone. The usual place to shorten, pin and move.",
  after_inject: "Staged texts are in.",
  after_condense: "Aperture's own rules have chosen levels for old and large blocks.",
  after_budget: "What did not fit the budget was condensed further.",
  after_reorder: "Texts of Aperture's own stand where their zones want them.",
  before_emit:
    'The last look before the governor decides and the request leaves. With `onError: "block"` a stage here can refuse it.',
  on_response: "The answer is finished, stored and delivered. A task: promises allowed, nothing is changed any more.",
};
