import type { Role } from "@aperture/sdk";

/** What a lane remembers of one of its last requests, for telling whether a new one goes on from it. */
export interface HeadKeys {
  /** Keys of the system and tool blocks. */
  readonly frame: ReadonlySet<string>;
  /** Keys of the request's history in order. */
  readonly conversation: readonly string[];
  /** Keys of what the model answered; empty while it has not. */
  readonly answer: readonly string[];
}

export type Kinship =
  /** The earlier request is the beginning of this one, and what the model answered to it follows (as far as known). */
  | "continues"
  /** They share a substantial part: a fork, a rewind, an edit, cleared or compacted history that kept its tail. */
  | "related"
  /** Nothing in common but the frame: a compaction, or another conversation of the same program. */
  | "same-frame"
  | "stranger";

export interface Match {
  readonly kinship: Kinship;
  /** Conversation blocks in common; ranks several heads. */
  readonly common: number;
}

/** A part of the frame that must be shared to call two requests the same program. */
const FRAME_SHARE = 0.5;
/** A part of the shorter conversation that must be shared to call two conversations related. */
const RELATED_SHARE = 0.3;

export const isFrame = (role: Role, kind: string): boolean => role === "system" || kind === "tool_definition";

/** How a new request stands to an earlier one. */
export function matchHead(head: HeadKeys, next: Pick<HeadKeys, "frame" | "conversation">): Match {
  // The ordinary case first: keys of re-used units are the same strings, so this costs a pointer compare each.
  if (startsWith(next.conversation, head.conversation)) {
    const common = head.conversation.length;
    const behind = next.conversation.slice(common, common + head.answer.length);
    const answered = head.answer.filter((key) => behind.includes(key)).length;
    // Clients may drop parts of an answer (thinking) when they send it back, but not all of it.
    const follows = head.answer.length === 0 || behind.length === 0 || answered > 0;
    return { kinship: follows ? "continues" : "related", common: common + answered };
  }
  return matchParts([...head.conversation, ...head.answer], head.frame, next);
}

function matchParts(
  conversation: readonly string[],
  frame: ReadonlySet<string>,
  next: Pick<HeadKeys, "frame" | "conversation">,
): Match {
  const old = new Map<string, number>();
  for (const key of conversation) old.set(key, (old.get(key) ?? 0) + 1);
  let common = 0;
  let carriesToolId = false;
  for (const key of next.conversation) {
    const left = old.get(key) ?? 0;
    if (left === 0) continue;
    old.set(key, left - 1);
    common++;
    carriesToolId ||= key.includes("#");
  }
  const shorter = Math.min(conversation.length, next.conversation.length);
  // Tool ids are unique in the world: one in common is proof. Texts may be equal by chance ("continue", a shared preamble).
  if (carriesToolId || (common > 0 && common >= RELATED_SHARE * shorter)) return { kinship: "related", common };
  return { kinship: sharesFrame(frame, next.frame) ? "same-frame" : "stranger", common };
}

function startsWith(longer: readonly string[], shorter: readonly string[]): boolean {
  return shorter.length > 0 && shorter.length <= longer.length && shorter.every((key, index) => longer[index] === key);
}

function sharesFrame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  let common = 0;
  for (const key of b) if (a.has(key)) common++;
  return common >= FRAME_SHARE * Math.max(a.size, b.size);
}
