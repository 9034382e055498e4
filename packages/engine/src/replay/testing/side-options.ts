import { nodePort } from "../../document/testing/node-port.ts";
import { rules } from "../../governor/testing/prompts.ts";
import { asStep } from "../../pipeline/as-step.ts";
import { decide } from "../../pipeline/decide.ts";
import { emit } from "../../pipeline/emit.ts";
import { parse } from "../../pipeline/parse.ts";
import type { Stage } from "../../stage/stage.ts";
import { PromptProvider } from "../prompt-provider.ts";
import { type ReplayPlan, untouchedPlan } from "../replay-plan.ts";
import type { ReplaySessionOptions } from "../replay-session.ts";

const FIVE_MINUTES = 300_000;

/** One token is one character. */
export const sideOptions = (plan: ReplayPlan): ReplaySessionOptions => ({
  plan,
  provider: new PromptProvider(rules, FIVE_MINUTES),
  rules,
  compress: () => null,
  hash: nodePort.hash,
  tokensOf: (_hash, text) => text.length,
  allowance: ({ saved }) => Math.max(0, saved),
  window: null,
  clock: () => 0,
  port: nodePort,
  model: "claude-test",
  marks: "5m",
});

export const planOfStage = (stage: Stage): ReplayPlan => ({
  ...untouchedPlan,
  mode: "auto",
  steps: [parse, asStep(stage), decide, emit],
});

/** Sends every result's first line alone from its second request on. */
export const firstLines: Stage = {
  name: "firstLines",
  process: (blocks) =>
    blocks
      .filter(
        ({ role, age, isPending, level }) => role === "tool_result" && age > 0 && !isPending && level === "original",
      )
      .map(({ n, text }) => ({
        kind: "compress",
        level: "minimal",
        block: n,
        text: text.split("\n")[0]!,
        reason: "old",
      })),
};
