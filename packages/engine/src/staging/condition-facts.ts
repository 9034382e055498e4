import type { StageBlock, StageContext } from "../stage/stage.ts";

/** What a condition may ask about. */
export interface ConditionFacts {
  /** True for the lane's first request. */
  readonly isFirst: boolean;
  /** Texts that are new since the lane's last request, the newest last. */
  readonly fresh: readonly string[];
  /** Paths that the new tool calls name, as the client wrote them. */
  readonly touched: readonly string[];
}

/** What the model itself said is known since the answer, one request earlier than it is sent. */
const saidByModel: ReadonlySet<string> = new Set(["assistant", "tool_use", "thinking"]);

export function conditionFacts(blocks: readonly StageBlock[], { turn }: Pick<StageContext, "turn">): ConditionFacts {
  const fresh = blocks.filter(
    ({ age, role, kind, origin }) =>
      origin === "client" &&
      role !== "system" &&
      kind !== "tool_definition" &&
      age <= (turn > 1 && saidByModel.has(role) ? 1 : 0),
  );
  return {
    isFirst: turn <= 1,
    fresh: fresh.map(({ text }) => text),
    touched: fresh.filter(({ role }) => role === "tool_use").flatMap(({ filePaths }) => filePaths),
  };
}
