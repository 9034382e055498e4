import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";

type Optional =
  | "toolId"
  | "toolName"
  | "filePaths"
  | "mediaType"
  | "isError"
  | "signed"
  | "cacheMark"
  | "keepRaw"
  | "tokens";

/** What a dialect says of a part; hashes, key and span are worked out here. */
export interface PartFacts extends Pick<BlockDraft, "role" | "kind" | "text"> {
  /** Makes the key where the wire names the part; `toolId` for calls and results. */
  readonly keyId?: string | undefined;
  /** Text to be hashed into the key where `text` alone does not tell parts apart (a signature, an image's bytes). */
  readonly identity?: string | undefined;
  readonly toolId?: string | undefined;
  readonly toolName?: string | undefined;
  readonly filePaths?: readonly string[] | undefined;
  readonly mediaType?: string | undefined;
  readonly isError?: boolean | undefined;
  readonly signed?: boolean | undefined;
  readonly cacheMark?: boolean | undefined;
  readonly keepRaw?: boolean | undefined;
  readonly tokens?: number | undefined;
}

const optional: readonly Optional[] = [
  "toolId",
  "toolName",
  "filePaths",
  "mediaType",
  "isError",
  "signed",
  "cacheMark",
  "keepRaw",
  "tokens",
];

/** A draft whose bytes are those of `node`. Flags that are false and facts that are unknown are left out. */
export function draftOf(node: JsonNode, part: PartFacts): BlockDraft {
  const hash = node.hash(part.text);
  const draft: Record<string, unknown> = {
    role: part.role,
    kind: part.kind,
    text: part.text,
    key: keyOf(node, part, hash),
    hash,
    start: node.start,
    end: node.end,
  };
  for (const name of optional) if (part[name] !== undefined && part[name] !== false) draft[name] = part[name];
  return draft as unknown as BlockDraft;
}

function keyOf(node: JsonNode, part: PartFacts, hash: string): string {
  if (part.keyId !== undefined) return `${part.role}#${part.keyId}`;
  return `${part.role}:${part.identity === undefined ? hash : node.hash(part.identity)}`;
}
