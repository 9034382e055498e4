import type { Role } from "@aperture/sdk";

/** What is known of a block without its text. */
export interface StalenessFacts {
  readonly role: Role;
  /** The wire's name for the part. */
  readonly kind: string;
  readonly toolName?: string | undefined;
  readonly filePaths: readonly string[];
  readonly isError?: boolean | undefined;
  /** 1-based turn of its lane in which it first appeared. */
  readonly turn: number;
}

/** What was read again: 62 % of the reads in recorded sessions repeat a file. */
const SUPERSEDED = 60;
/** What was written over since: the model knows its own change, not what stood there. */
const WRITTEN_OVER = 45;
/** A failure whose call was made again, and did not fail. */
const RETRIED = 70;
/** Disuse alone makes nothing worthless: it stops here. The user's own words keep longer. */
const DISUSED = 50;
const WORDS_DISUSED = 25;

/** Names of tools that write, as agents call them: Edit, Write, MultiEdit, apply_patch, str_replace_editor, write_file … */
const writes = /edit|write|patch|replace|create/i;

/**
 * How stale the blocks of a lane are, 0 fresh to 100, given in prompt order; one number per block. A block is as old as the last
 * turn in which a file of its own was named. System prompt and tools do not age.
 * @param turn the lane's newest turn
 */
export function stalenessOf(blocks: readonly StalenessFacts[], turn: number): number[] {
  const later = new LaterTurns();
  const found = new Array<number>(blocks.length);
  for (let index = blocks.length - 1; index >= 0; index--) {
    const block = blocks[index]!;
    found[index] = score(block, later, turn);
    later.add(block);
  }
  return found;
}

function score(block: StalenessFacts, later: LaterTurns, turn: number): number {
  const { role, kind } = block;
  if (role === "system" || kind === "tool_definition") return 0;
  const idle = Math.max(0, turn - Math.max(block.turn, later.named(block.filePaths)));
  const upTo = (base: number): number => base + Math.min(100 - base, idle);
  if (role === "user") return Math.min(WORDS_DISUSED, idle);
  if (role === "tool_result" && block.isError && later.worked(block)) return upTo(RETRIED);
  const isRead = role === "tool_result" && block.filePaths.length > 0 && !isWrite(block);
  if (isRead && block.filePaths.every((path) => later.reads.has(path))) return upTo(SUPERSEDED);
  if (isRead && block.filePaths.every((path) => later.reads.has(path) || later.writes.has(path)))
    return upTo(WRITTEN_OVER);
  return Math.min(DISUSED, idle * 2);
}

const isWrite = ({ toolName }: StalenessFacts): boolean => toolName !== undefined && writes.test(toolName);

/** What came behind the block that is looked at. */
class LaterTurns {
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  /** Calls that succeeded: tool and first file. */
  readonly #worked = new Set<string>();
  /** Newest turn that names a path. */
  readonly #named = new Map<string, number>();

  add(block: StalenessFacts): void {
    for (const path of block.filePaths) if (!this.#named.has(path)) this.#named.set(path, block.turn);
    if (block.role !== "tool_result" || block.isError) return;
    this.#worked.add(callOf(block));
    const files = isWrite(block) ? this.writes : this.reads;
    for (const path of block.filePaths) files.add(path);
  }

  worked(block: StalenessFacts): boolean {
    return block.toolName !== undefined && this.#worked.has(callOf(block));
  }

  named(paths: readonly string[]): number {
    return Math.max(0, ...paths.map((path) => this.#named.get(path) ?? 0));
  }
}

const callOf = ({ toolName, filePaths }: StalenessFacts): string => `${toolName} ${filePaths[0] ?? ""}`;
