import { type ToolKind, toolKind } from "../compression/trim/tool-kind.ts";
import type { StageBlock } from "../stage/stage.ts";

/** A tool's result in the light of the conversation around it. */
export interface ResultFacts {
  readonly block: StageBlock;
  /** Arguments of the call it answers, compact JSON. */
  readonly toolInput: string | undefined;
  readonly kind: ToolKind;
  /** Results behind it: 0 for the newest. */
  readonly resultsSince: number;
  /** How a file read stands to later reads of the same file; null where it is no read of one file. */
  readonly read: "covered" | "older" | "latest" | null;
  /** Calls behind it that wrote files. */
  readonly editsSince: number;
  /** The read file was written by a call, before or after. */
  readonly isEdited: boolean;
}

/** Arguments that only calls which write files have. */
const writes = /"(?:old_string|old_str|new_string|new_str|edits|patch|content|file_text|insert_line)":/;
/** Arguments are looked through up to here: a written file's path and keys come first or its content is long enough. */
const LOOKED = 1 << 16;

/** What is known of every tool result, in prompt order. Linear in the blocks; what is known of a text is kept by `memory`. */
export function resultFacts(blocks: readonly StageBlock[], memory: ResultMemory): ResultFacts[] {
  const inputs = new Map<string, string>();
  const edited = new Set<string>();
  const edits = new Set<StageBlock>();
  for (const block of blocks) {
    if (block.role !== "tool_use" || block.toolId === undefined) continue;
    inputs.set(block.toolId, block.text);
    if (block.filePaths.length === 0 || !memory.writes(block)) continue;
    edits.add(block);
    for (const path of block.filePaths) edited.add(path);
  }
  const found: ResultFacts[] = [];
  const later = new Map<string, Range[]>();
  let resultsSince = 0;
  let editsSince = 0;
  for (let at = blocks.length - 1; at >= 0; at--) {
    const block = blocks[at]!;
    if (edits.has(block)) editsSince++;
    if (block.role !== "tool_result") continue;
    const toolInput = block.toolId === undefined ? undefined : inputs.get(block.toolId);
    const { kind, range } = memory.resultOf(block, toolInput);
    const path = kind === "read" && block.filePaths.length === 1 && !block.isError ? block.filePaths[0] : undefined;
    found.push({
      block,
      toolInput,
      kind,
      resultsSince: resultsSince++,
      read: path === undefined ? null : standing(range, later.get(path)),
      editsSince,
      isEdited: path !== undefined && edited.has(path),
    });
    if (path === undefined) continue;
    const ranges = later.get(path);
    if (ranges) ranges.push(range);
    else later.set(path, [range]);
  }
  return found.reverse();
}

/** First and last line a read shows; the whole file where it has no numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

function standing(range: Range, later: readonly Range[] | undefined): "covered" | "older" | "latest" {
  if (!later) return "latest";
  // Reads that overlap may cover it together; that is rare and would only be "older".
  return later.some(({ first, last }) => first <= range.first && last >= range.last) ? "covered" : "older";
}

interface Known {
  readonly hash: string;
  readonly kind: ToolKind;
  readonly range: Range;
  readonly writes: boolean;
}

/** Blocks that are remembered. */
const MOST = 20_000;

/** What was read from texts before, by block and hash: a request has a thousand blocks and ten new ones. */
export class ResultMemory {
  readonly #known = new Map<number, Known>();

  resultOf(block: StageBlock, toolInput: string | undefined): Pick<Known, "kind" | "range"> {
    const known = this.#known.get(block.n);
    if (known?.hash === block.hash) return known;
    const kind = toolKind({ toolName: block.toolName, toolInput });
    return this.#keep(block, { kind, range: kind === "read" ? rangeOf(block.text) : whole, writes: false });
  }

  writes(block: StageBlock): boolean {
    const known = this.#known.get(block.n);
    if (known?.hash === block.hash) return known.writes;
    const isWrite = writes.test(block.text.slice(0, LOOKED));
    return this.#keep(block, { kind: "other", range: whole, writes: isWrite }).writes;
  }

  #keep({ n, hash }: StageBlock, facts: Omit<Known, "hash">): Known {
    const known = { hash, ...facts };
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(n, known);
    return known;
  }
}

const whole: Range = { first: 0, last: Number.MAX_SAFE_INTEGER };
const firstNumber = /^ {0,8}(\d{1,7})(?:→|\t|\|)/m;
const lastNumber = /^ {0,8}(\d{1,7})(?:→|\t|\|)(?![\s\S]*\n {0,8}\d{1,7}(?:→|\t|\|))/m;

function rangeOf(text: string): Range {
  const first = firstNumber.exec(text.slice(0, 2_000))?.[1];
  const last = lastNumber.exec(text.slice(text.lastIndexOf("\n", text.length - 2_000) + 1))?.[1];
  return first === undefined || last === undefined ? whole : { first: Number(first), last: Number(last) };
}
