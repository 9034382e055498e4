import type { CompressionLevel, Pinned, Role, Zone } from "../block.ts";

/** A block as a stage is given it: what the program knows of it, and nothing of where it came from. */
export interface TestBlock {
  /** The number in `block-17`. */
  readonly n: number;
  readonly role: Role;
  readonly kind: string;
  readonly toolName: string | undefined;
  readonly toolId: string | undefined;
  readonly filePaths: readonly string[];
  readonly isError: boolean;
  readonly editable: boolean;
  /** The client's own text. */
  readonly text: string;
  /** Tokens of what is sent now, and of the client's own text. */
  readonly tokens: number;
  readonly originalTokens: number;
  readonly level: CompressionLevel;
  readonly isPending: boolean;
  readonly zone: Zone;
  readonly pinned: Pinned;
  readonly origin: string;
  /** Requests of its lane since it first appeared: 0 in the first one. */
  readonly age: number;
  readonly isFree: boolean;
}

/** A block for a test: what is not said follows from its role and text. `n` 0: numbered by its place when it is run. */
export function block(fields: Partial<TestBlock> = {}): TestBlock {
  const role = fields.role ?? "user";
  const text = fields.text ?? `A ${role} block.`;
  // Four characters a token is what English and code come to, about.
  const tokens = fields.tokens ?? Math.ceil(text.length / 4);
  return {
    n: 0,
    role,
    kind: kinds[role],
    toolName: undefined,
    toolId: undefined,
    filePaths: [],
    isError: false,
    editable: role !== "thinking",
    text,
    tokens,
    originalTokens: tokens,
    level: "original",
    isPending: false,
    zone: role === "system" ? "primacy" : "middle",
    pinned: null,
    origin: "client",
    age: 0,
    isFree: false,
    ...fields,
  };
}

const kinds: Readonly<Record<Role, string>> = {
  system: "text",
  user: "text",
  assistant: "text",
  tool_use: "tool_use",
  tool_result: "tool_result",
  thinking: "thinking",
  image: "image",
  other: "tool_definition",
};
