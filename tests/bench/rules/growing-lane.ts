import type { Intent } from "../../../packages/engine/src/stage/intent.ts";
import type { StageBlock } from "../../../packages/engine/src/stage/stage.ts";

/** Blocks that a turn adds. */
export const PER_TURN = 4;
const roles = ["assistant", "tool_use", "tool_result", "user"] as const;
const tools = ["Bash", "Read", "Grep", "Edit", "Glob"] as const;

/** A conversation that grows by a turn with each request and is sent as a whole each time; what was wanted of it in one is in force in the next. */
export class GrowingLane {
  readonly #said: { readonly block: StageBlock; readonly firstTurn: number }[] = [];
  readonly #size: number;
  turn = 0;

  /** @param size blocks that it begins with */
  constructor(size: number) {
    this.#size = size;
  }

  /** New objects for the next request, as the pipeline makes them. */
  next(): StageBlock[] {
    this.turn++;
    const until = this.turn === 1 ? this.#size : this.#said.length + PER_TURN;
    while (this.#said.length < until) this.#said.push({ block: blockOf(this.#said.length + 1), firstTurn: this.turn });
    const recent = this.#said.length - 4 * PER_TURN;
    return this.#said.map(({ block, firstTurn }, position) => ({
      ...block,
      age: this.turn - firstTurn,
      zone: position < 3 ? "primacy" : position >= recent ? "recency" : "middle",
      isFree: position >= this.#said.length - PER_TURN,
    }));
  }

  /** What is wanted is applied. */
  apply(intents: readonly Intent[]): void {
    for (const intent of intents) {
      if (!("block" in intent) || intent.kind === "zone" || intent.kind === "pin") continue;
      const said = this.#said[intent.block - 1]!;
      const sent = "text" in intent && intent.text !== undefined ? intent.text : "[gone]";
      const level = intent.kind === "compress" ? intent.level : intent.kind === "remove" ? "minimal" : "original";
      this.#said[intent.block - 1] = {
        ...said,
        block: { ...said.block, sent, level, tokens: Math.ceil(sent.length / 4) },
      };
    }
  }
}

function blockOf(n: number): StageBlock {
  const role = n <= 3 ? "system" : roles[n % roles.length]!;
  const isCall = role === "tool_use" || role === "tool_result";
  const length = role === "tool_result" ? 400 + ((n * 379) % 6_000) : 200;
  const text = `${n} ${n % 9 === 0 ? "TODO" : "done"} line ${(n * 2_654_435_761).toString(16)}\n`
    .repeat(200)
    .slice(0, length);
  return {
    ...{ n, role, kind: role, text, sent: text, hash: `hash of the text of block ${n}`, position: n - 1, age: 0 },
    toolName: isCall ? tools[(n >> 2) % tools.length] : undefined,
    toolId: isCall ? `call-${n >> 2}` : undefined,
    filePaths: isCall ? [`/home/u/project/src/part-${n % 40}.ts`] : [],
    ...{ isError: n % 31 === 0, editable: role !== "system", tokens: length / 4, originalTokens: length / 4 },
    ...{ level: "original", isPending: false, zone: "middle", pinned: null, origin: "client", isFree: false },
  };
}
