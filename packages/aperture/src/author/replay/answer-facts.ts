import type { BlockFacts } from "@aperture/host/border/block-facts";
import type { Json } from "@aperture/host/border/calls";

/** An answer to a recorded request, as `on_response` is told of it: recordings hold no bills, so these are made up. */
export const answerFacts = (turn: number, blocks: readonly BlockFacts[], isReadable: boolean): Json => ({
  turn: `turn-${turn}`,
  outcome: "complete",
  stopReason: "end_turn",
  model: "claude-sonnet-4-5",
  usage: { input: 1_000, output: 200, cacheRead: 9_000, cacheWrite: 500 },
  duration: 2_500,
  blocks: blocks
    .filter(({ role, age }) => age === 0 && (role === "assistant" || role === "tool_use"))
    .map(({ n, role, kind, toolName, tokens, text }) => ({
      id: `block-${n}`,
      role,
      kind,
      toolName: toolName ?? null,
      tokens,
      text: isReadable ? text : null,
    })),
});
