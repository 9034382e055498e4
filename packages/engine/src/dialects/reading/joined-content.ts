import type { JsonNode } from "../../document/json-node.ts";

/** A part inside a tool's result: text for people, and tokens where the text says nothing about them. */
export interface InnerPart {
  readonly text: string;
  readonly tokens?: number;
  /** False where the text only describes the part. */
  readonly isText: boolean;
}

export interface JoinedContent {
  readonly text: string;
  /** True where the text is not all there is: the bytes are to be kept. */
  readonly keepRaw: boolean;
  /** Set where images are among the parts: theirs plus a quarter of the characters of the rest. */
  readonly tokens?: number;
}

/** A content that is a string, a list of parts, or neither, as one text: a string and a list of one text are the same. */
export function joinedContent(content: JsonNode | undefined, read: (part: JsonNode) => InnerPart): JoinedContent {
  if (!content || content.kind === "null") return { text: "", keepRaw: false };
  if (content.isString) return { text: content.string()!, keepRaw: false };
  const parts = (content.isArray ? content.items() : [content]).map(read);
  const text = parts.map((part) => part.text).join("\n");
  const keepRaw = parts.some((part) => !part.isText);
  if (!parts.some((part) => part.tokens !== undefined)) return { text, keepRaw };
  const tokens = parts.reduce((sum, part) => sum + (part.tokens ?? Math.ceil(part.text.length / 4)), 0);
  return { text, keepRaw, tokens };
}
