import { cleared, type Method, requestWith, resultsOf } from "./method.ts";

/** Old tool results are taken out `stride` at a time; the last `keep` stay. A stride of 1 is "every turn". */
const mask = (name: string, keep: number, stride: number): Method => ({
  name,
  run(session) {
    const replaced = new Map<number, string>();
    let masked = 0;
    return {
      requests: session.turns.map((_, turn) => {
        const results = resultsOf(session, turn);
        while (results.length - masked >= keep + stride)
          for (let count = 0; count < stride; count++) replaced.set(results[masked++]!, cleared);
        return requestWith(session, turn, replaced);
      }),
    };
  },
});

export const maskEveryTurn = mask("mask every turn, keep 10", 10, 1);
export const maskInBatches = mask("mask in batches of 20", 10, 20);
