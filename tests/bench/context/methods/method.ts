import type { SentPart, SentRequest } from "../bill.ts";
import { blockTokens } from "../count-tokens.ts";
import type { RecordedSession } from "../session.ts";

export interface Ran {
  readonly requests: readonly SentRequest[];
}

/** One way to send a session's requests. `ttl` is what the provider keeps entries for: a method may go by it. */
export interface Method {
  readonly name: string;
  readonly run: (session: RecordedSession, ttl: "5m" | "1h") => Ran;
}

/** What stands in the place of a result that was taken out, as agents' own harnesses word it. */
export const cleared = "[Old tool result content cleared]";

/** A request of which some blocks say something else. */
export function requestWith(
  session: RecordedSession,
  turn: number,
  replaced: ReadonlyMap<number, string>,
): SentRequest {
  const { blocks, at } = session.turns[turn]!;
  const parts: SentPart[] = [{ text: "frame", tokens: session.frameTokens }];
  for (let index = 0; index < blocks; index++) {
    const block = session.blocks[index]!;
    const text = replaced.get(index);
    parts.push(text === undefined ? block : { text, tokens: blockTokens(text) * session.scale });
  }
  return { at, parts };
}

/** Indexes of the tool results among a turn's blocks, oldest first. */
export function resultsOf(session: RecordedSession, turn: number): number[] {
  const found: number[] = [];
  for (let index = 0; index < session.turns[turn]!.blocks; index++)
    if (session.blocks[index]!.type === "tool_result") found.push(index);
  return found;
}

export const promptTokens = (request: SentRequest): number =>
  request.parts.reduce((total, { tokens }) => total + tokens, 0);
