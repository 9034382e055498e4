import { dialects } from "../../dialects/index.ts";
import { parseDocument } from "../../document/parse-document.ts";
import { nodePort } from "../../document/testing/node-port.ts";
import { LiveCache } from "../../governor/live-cache.ts";
import { rules } from "../../governor/testing/prompts.ts";
import type { Intent } from "../../stage/intent.ts";
import type { Stage } from "../../stage/stage.ts";
import type { PipelineInput } from "../pipeline-run.ts";
import { noSlots, type Slots } from "../slot.ts";
import { type BuiltInStages, pipeline } from "../stages.ts";

const { anthropic } = dialects;

/** Messages of a short conversation: user (block 2), call (3), result (4), user (5); block 1 is the system prompt. */
export const messages = [
  { role: "user", content: "fix it" },
  { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "Read", input: { file_path: "a.ts" } }] },
  { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "what the file says, at length" }] },
  { role: "user", content: [{ type: "text", text: "go on", cache_control: { type: "ephemeral" } }] },
];

export const bodyOf = (list: readonly unknown[] = messages): string =>
  JSON.stringify({
    model: "claude-test",
    system: [{ type: "text", text: "You code." }],
    messages: list,
    max_tokens: 9,
  });

/** A Messages request as the pipeline gets it: blocks are numbered in prompt order; one token is one character. */
export function pipelineRequest(body = bodyOf(), more: Partial<PipelineInput> = {}): PipelineInput {
  const document = parseDocument(Buffer.from(body), anthropic.historyKey, nodePort);
  if ("opaque" in document) throw new Error(document.opaque);
  const drafts = anthropic.blocks(document);
  let clock = 0;
  return {
    dialect: anthropic,
    document,
    shape: anthropic.shape(document, "/v1/messages"),
    drafts,
    numbers: drafts.map((_, index) => index + 1),
    session: 1,
    lane: 1,
    turn: 5,
    now: 1_000,
    firstTurn: (block) => Math.min(block, 5),
    tokensOf: (_hash, text) => text.length,
    hash: nodePort.hash,
    changes: [],
    pins: new Map(),
    zones: new Map(),
    restored: new Set(),
    redactions: [],
    isGone: () => false,
    cache: new LiveCache(),
    rules,
    limit: null,
    allowance: 0,
    nothingNew: false,
    compress: () => null,
    clock: () => clock++,
    ...more,
  };
}

export const stageOf = (name: string, intents: readonly Intent[] = []): Stage => ({ name, process: () => intents });

const idle: BuiltInStages = {
  assignZones: stageOf("assignZones"),
  injectStaged: stageOf("injectStaged"),
  applyRules: stageOf("applyRules"),
  condense: stageOf("condense"),
  enforceBudget: stageOf("enforceBudget"),
};

/** The whole pipeline with one stage of somebody else behind `after_zone`, or with other slots. */
export function stepsWith(stage: Stage | Slots = noSlots, builtIn: Partial<BuiltInStages> = {}) {
  const slots: Slots = typeof stage === "function" ? stage : (at) => (at === "after_zone" ? [stage] : []);
  return pipeline(slots, { ...idle, ...builtIn });
}
