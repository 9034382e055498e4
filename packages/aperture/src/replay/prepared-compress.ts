import { createCompress } from "@aperture/engine/compression/compress";
import type { Compress, Compressed } from "@aperture/engine/compression/contract";
import { outlineQuestions } from "@aperture/engine/compression/summarize/outline-questions";
import type { RecordedBlock } from "@aperture/engine/replay/recorded-request";
import type { Grammars } from "../control/grammars.ts";
import { idOf } from "../control/look-up/ids.ts";
import { Slices } from "./slices.ts";

export type Level = Parameters<Compress>[0];
type Input = Parameters<Compress>[1];

/** Texts that are kept: those of a long session's results at three levels. */
const MOST = 6_000;
/** Shorter ones take no time. Characters. */
const LONG_ENOUGH = 400;

interface Made {
  readonly text: string;
  readonly result: Compressed | null;
  ms: number;
}

/**
 * The levels' texts of a replay. A live request makes those of what is new in it; the first one of a replay would make a whole session's, and
 * nobody's stream may wait for that: they are made ahead, in slices. Outlines of code are as a request finds them that comes later: made.
 */
export class PreparedCompress {
  readonly #levels: readonly Level[];
  readonly #grammars: Pick<Grammars, "prepare" | "skeleton">;
  readonly #plain: Compress;
  readonly #made = new Map<string, Made>();
  readonly #outlined = new Set<string>();
  readonly #inputs = new Map<string, string>();
  #spent = 0;

  readonly #clock: () => number;

  /** @param levels that the plan may ask for */
  constructor(levels: readonly Level[], grammars: Pick<Grammars, "prepare" | "skeleton">, clock: () => number) {
    this.#levels = levels;
    this.#clock = clock;
    this.#grammars = grammars;
    this.#plain = createCompress({
      // What was not made ahead would be there the next time, and a replay has to say the same twice.
      skeleton: (code, ...rest) => (this.#outlined.has(code) ? grammars.skeleton(code, ...rest) : null),
    });
  }

  readonly compress: Compress = (level, input) => {
    const known = this.#made.get(keyOf(level, input));
    if (known?.text !== input.text) return this.#plain(level, input);
    this.#spent += known.ms;
    known.ms = 0;
    return known.result;
  };

  /** Milliseconds of what was made ahead and asked for since. */
  spent(): number {
    const spent = this.#spent;
    this.#spent = 0;
    return spent;
  }

  /** Makes what stages may ask of these results. */
  async ahead(blocks: readonly RecordedBlock[], tokensOf: (block: RecordedBlock) => number): Promise<void> {
    if (this.#levels.length === 0) return;
    const slices = new Slices();
    for (const block of blocks) {
      if (block.role === "tool_use" && block.toolId !== undefined) this.#inputs.set(block.toolId, block.text());
      if (block.role !== "tool_result" || block.signed) continue;
      const input = this.#inputOf(block, tokensOf(block));
      if (input.text.length < LONG_ENOUGH) continue;
      if (this.#levels.includes("summarized")) await this.#outline(input);
      for (const level of this.#levels) {
        await slices.breathe();
        this.#make(level, input);
      }
    }
  }

  async #outline(input: Input): Promise<void> {
    for (const question of outlineQuestions(input)) {
      await this.#grammars.prepare(question);
      this.#outlined.add(question.code);
    }
  }

  #make(level: Level, input: Input): void {
    const started = this.#clock();
    const result = this.#plain(level, input);
    if (this.#made.size >= MOST) this.#made.clear();
    this.#made.set(keyOf(level, input), { text: input.text, result, ms: this.#clock() - started });
  }

  #inputOf({ n, role, toolName, toolId, filePaths, isError, text }: RecordedBlock, tokens: number): Input {
    const toolInput = toolId === undefined ? undefined : this.#inputs.get(toolId);
    const facts = { toolName, toolInput, filePaths: filePaths ?? [], isError: isError ?? false };
    return { id: idOf("block", n), role, text: text(), tokens, ...facts };
  }
}

const keyOf = (level: Level, input: Input): string => {
  const { id, tokens, toolName, toolInput, filePaths, isError, keep, earlier } = input;
  return JSON.stringify([level, id, tokens, toolName, toolInput, filePaths, isError, keep, earlier]);
};
