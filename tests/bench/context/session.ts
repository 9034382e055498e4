import {
  partsOf,
  resultText,
  type Transcript,
  type TranscriptPart,
} from "../../../packages/engine/src/dialects/testing/transcript.ts";
import { blockTokens } from "./count-tokens.ts";

/** A block of a recorded session as the bench sees it: no code of the product is involved. */
export interface RecordedBlock {
  readonly type: TranscriptPart["type"];
  /** What it says: a call's strings stand one per line, so that multi-line arguments are found verbatim. */
  readonly text: string;
  /** Claude's tokens, scaled to the session's billed prompt sizes. */
  readonly tokens: number;
  readonly toolName: string | null;
  readonly toolId: string | null;
  readonly input: unknown;
}

export interface RecordedUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation?: { readonly ephemeral_1h_input_tokens?: number };
}

export interface RecordedTurn {
  /** Messages and blocks of the request. */
  readonly messages: number;
  readonly blocks: number;
  /** Blocks of the answer: `[blocks, answerEnd)`. */
  readonly answerEnd: number;
  /** Epoch ms. */
  readonly at: number;
  readonly usage: RecordedUsage | null;
}

export interface RecordedSession {
  readonly id: string;
  readonly transcript: Transcript;
  readonly blocks: readonly RecordedBlock[];
  readonly turns: readonly RecordedTurn[];
  /** System prompt and tools, which the logs lack: what the first billed prompt was larger than its messages. */
  readonly frameTokens: number;
  /** Tokens of the frame that another session had left in the cache. */
  readonly warmFrame: number;
  /** Session tokens per estimated token. */
  readonly scale: number;
  readonly ttlRecorded: "5m" | "1h" | null;
}

const SECONDS_BETWEEN_TURNS = 10;
/** Where nothing is recorded: what Claude Code's own frame is about. */
const USUAL_FRAME = 16_000;

export const promptOf = (usage: RecordedUsage): number =>
  usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;

export function readSession(transcript: Transcript, withFrame = true): RecordedSession {
  const names = new Map<string, { name: string; input: unknown }>();
  const blocks: Omit<RecordedBlock, "tokens">[] = [];
  const upto: number[] = [0];
  for (const message of transcript.messages) {
    for (const part of partsOf(message)) {
      if (part.type === "tool_use") names.set(part.id, part);
      blocks.push(readBlock(part, names));
    }
    upto.push(blocks.length);
  }
  const turns = transcript.turns.map(({ upto: messages, usage, ts }, index): RecordedTurn => {
    const end = transcript.turns[index + 1]?.upto ?? transcript.messages.length;
    let answered = messages;
    while (answered < end && transcript.messages[answered]!.role === "assistant") answered++;
    return {
      messages,
      blocks: upto[messages]!,
      answerEnd: upto[answered]!,
      at: ts ? Date.parse(ts) : index * SECONDS_BETWEEN_TURNS * 1_000,
      usage: (usage as RecordedUsage | undefined) ?? null,
    };
  });
  const estimated = blocks.map(({ text }) => blockTokens(text));
  const sum = (count: number) => estimated.slice(0, count).reduce((total, tokens) => total + tokens, 0);
  const first = turns[0]!;
  const last = turns.at(-1)!;
  const scale =
    first.usage && last.usage
      ? (promptOf(last.usage) - promptOf(first.usage)) / (sum(last.blocks) - sum(first.blocks))
      : 1;
  const write = turns.find(({ usage }) => usage && usage.cache_creation_input_tokens > 0)?.usage;
  return {
    id: transcript.id,
    transcript,
    blocks: blocks.map((block, index) => ({ ...block, tokens: estimated[index]! * scale })),
    turns,
    frameTokens: !withFrame ? 0 : first.usage ? promptOf(first.usage) - sum(first.blocks) * scale : USUAL_FRAME,
    warmFrame: withFrame ? (first.usage?.cache_read_input_tokens ?? 0) : 0,
    scale,
    ttlRecorded: write ? ((write.cache_creation?.ephemeral_1h_input_tokens ?? 0) > 0 ? "1h" : "5m") : null,
  };
}

function readBlock(
  part: TranscriptPart,
  calls: ReadonlyMap<string, { name: string; input: unknown }>,
): Omit<RecordedBlock, "tokens"> {
  const none = { type: part.type, toolName: null, toolId: null, input: null };
  if (part.type === "text") return { ...none, text: part.text };
  if (part.type === "thinking") return { ...none, text: part.thinking };
  if (part.type === "tool_use")
    return { ...none, text: stringsOf(part.input).join("\n"), toolName: part.name, toolId: part.id, input: part.input };
  const call = calls.get(part.tool_use_id);
  return {
    ...none,
    text: resultText(part.content),
    toolName: call?.name ?? null,
    toolId: part.tool_use_id,
    input: call?.input ?? null,
  };
}

/** Every string and number inside a call's arguments. */
export function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(stringsOf);
}
