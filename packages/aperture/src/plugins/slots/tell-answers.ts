import { redactText } from "@aperture/engine/redaction/redact-text";
import type { FinishedAnswer } from "@aperture/host/border/calls";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { Store } from "../../store/contract.ts";
import type { TurnRecord } from "../../store/records.ts";
import { type RequestFactsOf, usageOf } from "./request-facts.ts";

export interface TellAnswersParts {
  readonly store: Pick<Store, "events" | "turns" | "blocks" | "contents" | "control">;
  readonly host: Pick<PluginHost, "hearsAnswers" | "answered">;
  readonly facts: Pick<RequestFactsOf, "turn">;
}

/** Tells plugins of every answer that is whole, behind the commit that stored it. Returns what ends it. */
export function tellAnswers({ store, host, facts }: TellAnswersParts): () => void {
  return store.events.subscribe((event) => {
    if (event.type !== "turn-recorded" || !host.hearsAnswers()) return;
    const turn = store.turns.get(Number(event.data.turnId.replace("turn-", "")));
    if (turn) host.answered(facts.turn(turn), answerOf(turn));
  });

  function answerOf({ n, session, outcome, stopReason, duration, usage, answerBlocks }: TurnRecord): FinishedAnswer {
    const redactions = store.control.redactions.ofSession(session);
    const blocks = store.blocks.many(answerBlocks).map((block) => {
      const text = redactText(store.contents.text(block.hash) ?? "", redactions);
      const { kind, toolName = null } = block.meta;
      return { id: `block-${block.n}`, role: block.role, kind, toolName, length: text.length, text };
    });
    return { turn: `turn-${n}`, outcome, stopReason, duration, usage: usageOf(usage), blocks };
  }
}
