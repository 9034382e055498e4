import { compileFilter } from "../../../packages/host/src/host/compile-filter.ts";
import { request } from "../../../packages/host/src/sandbox/testing/request.ts";
import { median } from "../statistics.ts";
import { GrowingConversation } from "./conversation.ts";

/** A manifest's filter on 200 blocks, none of which it wants: what a stage costs that is not called. ms */
export async function measureFilter(): Promise<{ p50: number }> {
  const wants = compileFilter({ role: ["image"], minTokens: 10 });
  const facts = request();
  const rounds: number[] = [];
  for (let round = 0; round < 200; round++) {
    const blocks = new GrowingConversation(200).next();
    const started = performance.now();
    for (let call = 0; call < 50; call++) if (wants(blocks, facts)) throw new Error("it matches nothing");
    rounds.push((performance.now() - started) / 50);
  }
  return { p50: median(rounds) };
}
