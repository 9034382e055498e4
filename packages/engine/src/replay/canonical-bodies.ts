import { isFrame } from "../blocks/match-head.ts";
import { type CanonicalPart, canonicalPart } from "./canonical-part.ts";
import type { RecordedBlock, RecordedMarks } from "./recorded-request.ts";

/** A request's body, and its blocks in the order in which the body's prompt has them. */
export interface CanonicalBody {
  readonly bytes: Uint8Array;
  readonly blocks: readonly RecordedBlock[];
}

const encoder = new TextEncoder();
const opened = {
  user: encoder.encode('{"role":"user","content":['),
  assistant: encoder.encode('{"role":"assistant","content":['),
  system: encoder.encode('{"role":"system","content":['),
};
const closed = encoder.encode("]}");
const comma = encoder.encode(",");

type Side = keyof typeof opened;

/**
 * Writes recorded requests anew, as Messages bodies: what is kept of a conversation are its blocks, not the members and spaces of the
 * bodies they came in, and of all wires this one says where prompts are cached. Marks stand where coding agents have them: behind the
 * frame and behind the last two user messages. Each block is written once, so that a request costs what is new and a copy of the rest.
 */
export class CanonicalBodies {
  readonly #model: string;
  readonly #marks: RecordedMarks;
  readonly #parts = new Map<number, { readonly hash: string; readonly part: CanonicalPart }>();

  constructor(model: string | null, marks: RecordedMarks) {
    this.#model = model ?? "unknown";
    this.#marks = marks;
  }

  body(recorded: readonly RecordedBlock[]): CanonicalBody {
    const start = recorded.findIndex(({ role, kind }) => !isFrame(role, kind));
    const head = start < 0 ? recorded : recorded.slice(0, start);
    const tools = head.filter(({ kind }) => kind === "tool_definition");
    const system = head.filter(({ kind }) => kind !== "tool_definition");
    const messages = grouped(start < 0 ? [] : recorded.slice(start));
    const marked = this.#marks === null ? new Set<number>() : markedMessages(messages);
    // Behind the frame: on the system prompt, or where there is none on the last tool.
    const onFrame = this.#marks !== null;
    const chunks: Uint8Array[] = [encoder.encode(`{"model":${JSON.stringify(this.#model)},"messages":[`)];
    for (const [index, { side, blocks }] of messages.entries()) {
      if (index > 0) chunks.push(comma);
      chunks.push(opened[side]);
      this.#write(chunks, blocks, marked.has(index));
      chunks.push(closed);
    }
    chunks.push(encoder.encode('],"system":['));
    this.#write(chunks, system, onFrame);
    chunks.push(encoder.encode('],"tools":['));
    this.#write(chunks, tools, onFrame && system.length === 0);
    chunks.push(encoder.encode('],"max_tokens":32000,"stream":true}'));
    return { bytes: joined(chunks), blocks: [...tools, ...system, ...messages.flatMap(({ blocks }) => blocks)] };
  }

  #write(chunks: Uint8Array[], blocks: readonly RecordedBlock[], isMarked: boolean): void {
    for (const [index, block] of blocks.entries()) {
      if (index > 0) chunks.push(comma);
      const part = this.#part(block);
      chunks.push(isMarked && index === blocks.length - 1 ? part.marked() : part.plain);
    }
  }

  #part(block: RecordedBlock): CanonicalPart {
    const known = this.#parts.get(block.n);
    if (known?.hash === block.hash) return known.part;
    const part = canonicalPart(block, { type: "ephemeral", ttl: this.#marks ?? "5m" });
    this.#parts.set(block.n, { hash: block.hash, part });
    return part;
  }
}

interface Message {
  readonly side: Side;
  readonly blocks: RecordedBlock[];
}

/** What follows each other on one side is one message. */
function grouped(blocks: readonly RecordedBlock[]): Message[] {
  const messages: Message[] = [];
  for (const block of blocks) {
    const side = sideOf(block);
    const last = messages.at(-1);
    if (last?.side === side) last.blocks.push(block);
    else messages.push({ side, blocks: [block] });
  }
  return messages;
}

function sideOf({ role }: RecordedBlock): Side {
  if (role === "assistant" || role === "thinking" || role === "tool_use") return "assistant";
  return role === "system" ? "system" : "user";
}

function markedMessages(messages: readonly Message[]): ReadonlySet<number> {
  const users = messages.flatMap(({ side }, index) => (side === "user" ? [index] : []));
  return new Set(users.slice(-2));
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
