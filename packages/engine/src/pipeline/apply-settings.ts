import type { RequestSettings } from "../dialects/editing/request-fields.ts";
import { type Emission, promptSize } from "../governor/emission.ts";
import type { WarmPrefix } from "../governor/live-cache.ts";
import type { CacheRules } from "../governor/prices.ts";
import { promptCost } from "../governor/prompt-cost.ts";
import { baselineOf } from "./parse.ts";
import type { OtherModel, PipelineInput, PipelineRun } from "./pipeline-run.ts";
import { recordStep } from "./record-step.ts";

/**
 * What stages want of the request's fields beside its prompt. Sampling changes no cache. Another model does, and so does the effort: the model is
 * changed where that is cheaper over the turns that are believed to come, the effort where nothing is cached.
 */
export function applySettings(run: PipelineRun): void {
  if (run.settings.length === 0) return;
  recordStep(run, "applySettings", () => {
    const { input } = run;
    const wanted: RequestSettings = Object.assign({}, ...run.settings.map(given));
    const left: string[] = [];
    const asked: { -readonly [Name in keyof RequestSettings]: RequestSettings[Name] } = { ...wanted };
    const { emission: prompt, warm } = baselineOf(input);
    if (asked.effort !== undefined && warm.warm) {
      left.push("effort: it is part of what the provider has cached");
      delete asked.effort;
    }
    const model = asked.model === input.shape.model ? undefined : asked.model;
    delete asked.model;
    const other = model === undefined ? null : input.otherModel?.(model);
    if (model !== undefined) {
      const why = other ? refuseModel(input, { model, other, prompt, warm }) : "no other model can be chosen here";
      if (why === null) asked.model = model;
      else left.push(`model: ${why}`);
    }
    if (input.document.readOnly !== null) return input.document.readOnly;
    const { edits, set, refused } = input.dialect.editing.set(input.document, asked);
    run.fieldEdits = edits;
    if (other && set.includes("model"))
      run.input = { ...input, shape: { ...input.shape, model: model! }, cache: other.cache, rules: other.rules };
    const done = set.map((name) => `${name} is ${asked[name]}`);
    return [...done, ...[...left, ...refused].map((why) => `left ${why}`)].join("; ");
  });
}

const given = (settings: RequestSettings): RequestSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

function refuseModel(
  input: PipelineInput,
  { model, other, prompt, warm }: { model: string; other: OtherModel; prompt: Emission; warm: WarmPrefix },
): string | null {
  const size = input.sizeOf?.(prompt) ?? promptSize(prompt);
  if (other.window !== null && size > other.window)
    return `the prompt of ${Math.round(size)} tokens does not fit into ${model}`;
  // Reasoning is signed or encrypted for the model that reasoned (WIRE: never half a pair).
  if (input.drafts.some(({ draft }) => draft.role === "thinking"))
    return `it holds reasoning that only ${input.shape.model ?? "its own model"} can go on from`;
  if (!input.rules.usd || !other.rules.usd) return "what one of the two costs is not known";
  const target = { ...prompt, model };
  const stay = costOf(input, prompt, warm, input.rules, input.rules.usd.input);
  const go = costOf(input, target, other.cache.longest(target, input.now), other.rules, other.rules.usd.input);
  return go < stay
    ? null
    : `it would cost $${go.toFixed(4)} instead of $${stay.toFixed(4)} over the turns to come: ${Math.round(warm.tokens)} cached tokens would be lost`;
}

/** USD of this request's input, and of as many more as the lane has had, their prompt read from the cache. */
function costOf({ turn }: PipelineInput, prompt: Emission, warm: WarmPrefix, rules: CacheRules, usd: number): number {
  const isCached = prompt.ends.length > 0 && promptSize(prompt) >= rules.minimumTokens;
  const later = promptSize(prompt) * (isCached ? rules.cacheRead : 1);
  return ((promptCost(prompt, warm, rules, warm.ttl) + (turn - 1) * later) * usd) / 1_000_000;
}
