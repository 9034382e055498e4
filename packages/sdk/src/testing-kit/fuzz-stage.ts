import { conversation } from "./conversation.ts";
import { createRandom } from "./random.ts";
import { runStage, StageProblems, type StageSettings } from "./run-stage.ts";

export interface FuzzSettings extends StageSettings {
  /** Conversations that are tried; 100. */
  readonly rounds?: number;
  /** The same seed tries the same ones; 1. */
  readonly seed?: number;
}

/**
 * Runs a stage on many made conversations, odd ones among them: empty, with pinned and signed blocks, without text, with strange text,
 * very large ones. Throws `StageProblems` of the first that shows any, with how to have it again.
 */
export function fuzzStage(plugin: object, config: object = {}, settings: FuzzSettings = {}): void {
  const { rounds = 100, seed = 1, ...rest } = settings;
  const random = createRandom(seed);
  for (let round = 1; round <= rounds; round++) {
    const count = round === 1 ? 0 : random.below(random.oneOf([3, 30, 120]));
    const made = { seed: random.below(2 ** 31), odd: random.chance(0.7) };
    try {
      runStage(plugin, conversation(count, made), config, rest);
    } catch (error) {
      const how = `on conversation(${count}, ${JSON.stringify(made)}), round ${round} of seed ${seed}`;
      if (error instanceof StageProblems)
        throw new StageProblems(error.problems.map((problem) => `${problem}\n  ${how}`));
      const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new StageProblems([`it threw ${said}\n  ${how}`]);
    }
  }
}
