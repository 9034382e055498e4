/** A part of a prompt that is billed: its characters, and whether the client set a cache mark on it. */
interface PromptPart {
  readonly size: number;
  readonly marked: boolean;
}

export interface PromptSize {
  /** Tokens of the whole prompt. */
  readonly total: number;
  /** Tokens up to and with the last cache mark; 0 without one. */
  readonly marked: number;
}

/** Characters per token that the scripted model bills: text and code of this kind come to about 3.6. */
const charactersPerToken = 3.6;

export const tokensOf = (characters: number): number => Math.ceil(characters / charactersPerToken);

/** Tokens of an Anthropic body in prompt order: tools, system, messages, whatever order the body has them in. */
export function promptSize(body: Readonly<Record<string, unknown>>): PromptSize {
  const messages = listOf(body.messages).flatMap((message) => partsOf(message.content));
  const parts = [...listOf(body.tools).map(sizeOf), ...partsOf(body.system), ...messages];
  let total = 0;
  let marked = 0;
  for (const part of parts) {
    total += part.size;
    if (part.marked) marked = total;
  }
  return { total: tokensOf(total), marked: tokensOf(marked) };
}

type Item = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly Item[] => (Array.isArray(value) ? (value as Item[]) : []);

const partsOf = (content: unknown): readonly PromptPart[] =>
  typeof content === "string" ? [{ size: content.length, marked: false }] : listOf(content).map(sizeOf);

/** Ids, signatures and marks cost nothing worth counting: only what the model reads is measured. */
function sizeOf(item: Item): PromptPart {
  const { cache_control: mark, signature: _signature, id: _id, tool_use_id: _call, ...read } = item;
  const text = typeof read.text === "string" ? read.text : JSON.stringify(read);
  return { size: text.length, marked: mark !== undefined };
}
