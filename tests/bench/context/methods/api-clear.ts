import { cleared, type Method, promptTokens, requestWith, resultsOf } from "./method.ts";

const TRIGGER = 100_000;
const KEEP = 3;

/** The provider's own `clear_tool_uses`: above 100,000 tokens every result but the last three goes. */
export const apiClear: Method = {
  name: "API clear (100k, keep 3)",
  run(session) {
    const replaced = new Map<number, string>();
    return {
      requests: session.turns.map((_, turn) => {
        const request = requestWith(session, turn, replaced);
        if (promptTokens(request) <= TRIGGER) return request;
        for (const index of resultsOf(session, turn).slice(0, -KEEP)) replaced.set(index, cleared);
        return requestWith(session, turn, replaced);
      }),
    };
  },
};
