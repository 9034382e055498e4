import { type HeadKeys, type Kinship, matchHead } from "@aperture/engine/blocks/match-head";
import type { Identity } from "./identify.ts";
import type { Head, LaneState, SessionState } from "./state.ts";

export interface LaneRequest {
  readonly identity: Identity;
  readonly keys: Pick<HeadKeys, "frame" | "conversation">;
  /** All blocks in prompt order: a request with the same ones is the same request. */
  readonly drafts: readonly { readonly draft: { readonly hash: string } }[];
  readonly hasTools: boolean;
  /** True while the model has not spoken yet in this history. */
  readonly isFresh: boolean;
}

export interface LaneChoice {
  readonly session: SessionState | null;
  readonly lane: LaneState | null;
  /** The earlier request whose numbers are carried over. */
  readonly head: Head | null;
  /** The very same request again (a cut stream, a retry): it is the same turn. */
  readonly isResend: boolean;
}

const newSession: LaneChoice = { session: null, lane: null, head: null, isResend: false };
const rank: Record<Kinship, number> = { continues: 3, related: 2, "same-frame": 1, stranger: 0 };

/** Which conversation a request belongs to, given the sessions it could be of (one, where an id names it). */
export function chooseLane(request: LaneRequest, candidates: readonly SessionState[]): LaneChoice {
  const best = bestHead(request, candidates);
  if (best && rank[best.kinship] >= rank.related) {
    // Going back to an older request is a turn of its own; only the newest can be tried again.
    const isSame = best.head === best.lane.heads[0] && isSameRequest(best.head, request);
    // A program that runs twice, or on many threads, begins with the same words each time; only where the first try
    // failed is it the same try.
    if (isSame && request.identity.source === "content" && request.isFresh && best.head.state !== "failed")
      return newSession;
    return {
      session: best.session,
      lane: best.lane,
      head: best.head,
      isResend: isSame && best.head.state !== "running",
    };
  }
  const session = request.identity.key === null ? null : (candidates[0] ?? null);
  if (!session) return newSession;
  // An agent that comes with the same tools and another history has compacted it: the lane goes on.
  const isCompaction = best?.kinship === "same-frame" && request.identity.isAgent && request.hasTools;
  return isCompaction
    ? { session, lane: best.lane, head: best.head, isResend: false }
    : { session, lane: null, head: null, isResend: false };
}

/** Whether a request without tools is a title or the like, beside the conversation. */
export function laneKind(request: LaneRequest, session: SessionState | null): "main" | "side" {
  if (request.hasTools) return "main";
  const hasMain = session?.lanes.some((lane) => lane.record.kind === "main") ?? false;
  return request.identity.isAgent || hasMain ? "side" : "main";
}

interface Best {
  readonly session: SessionState;
  readonly lane: LaneState;
  readonly head: Head;
  readonly kinship: Kinship;
  readonly common: number;
}

function bestHead(request: LaneRequest, candidates: readonly SessionState[]): Best | undefined {
  let best: Best | undefined;
  for (const session of candidates) {
    const kind = laneKind(request, session);
    for (const lane of session.lanes) {
      if (lane.record.agentId !== request.identity.agentId) continue;
      if (lane.record.kind !== kind && !isPlainChat(request, lane)) continue;
      for (const head of lane.heads) {
        const { kinship, common } = matchHead(head.keys, request.keys);
        if (!best || isBetter({ kinship, common }, best)) best = { session, lane, head, kinship, common };
        // The newest head that is continued with what was answered to it is the one; older ones are its own past. While an
        // answer is not known, another conversation that began alike may have more in common.
        const isAnswered = common > head.keys.conversation.length;
        if (kinship === "continues" && isAnswered && head === lane.heads[0])
          return { session, lane, head, kinship, common };
      }
    }
  }
  return best;
}

/** A program that never brings tools: what it asks next is no side request of its first one. */
const isPlainChat = ({ identity, hasTools }: LaneRequest, { heads }: LaneState): boolean =>
  !identity.isAgent && !hasTools && heads.every(({ keys }) => [...keys.frame].every((key) => key.startsWith("system")));

/** Among conversations that are kin the larger common part wins, then the one that wholly goes on; else the nearer kin. */
function isBetter(a: Pick<Best, "kinship" | "common">, b: Pick<Best, "kinship" | "common">): boolean {
  const areKin = rank[a.kinship] >= rank.related && rank[b.kinship] >= rank.related;
  if (areKin && a.common !== b.common) return a.common > b.common;
  return rank[a.kinship] > rank[b.kinship];
}

function isSameRequest({ parts }: Head, { drafts }: LaneRequest): boolean {
  return parts.length === drafts.length && parts.every((part, index) => part.hash === drafts[index]!.draft.hash);
}
