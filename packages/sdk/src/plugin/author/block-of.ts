import type { CompressionLevel, Pinned, Role, Zone } from "../../block.ts";
import type { TextRef } from "../guest/text-ref.ts";
import type { If, Reads, UnionToIntersection, Writes } from "./permissions-shape.ts";

/** What every plugin with the permission `blocks` sees of a block. */
export interface BlockMetadataView {
  /** `block-17` */
  readonly id: string;
  /** The 17 of `block-17`. */
  readonly n: number;
  /** 0-based place in prompt order. */
  readonly place: number;
  readonly role: Role;
  readonly zone: Zone;
  readonly level: CompressionLevel;
  readonly pinned: Pinned;
  /** Tokens of what is sent of it now, and of the client's own text. */
  readonly tokens: number;
  readonly originalTokens: number;
  /** Turn of its lane in which it first appeared, 1-based; requests since then. */
  readonly firstTurn: number;
  readonly age: number;
  /** The wire's own name for the part: `text`, `tool_use`, `function_call_output` … */
  readonly kind: string;
  /** "" where it is no tool call or result. */
  readonly toolName: string;
  /** The same for a call and its result. */
  readonly toolId: string;
  /** Paths that its tool call names, as the client wrote them. */
  readonly filePaths: readonly string[];
  /** `client`, `staged`, `plugin:<id>` … */
  readonly origin: string;
  /** UTF-16 units of its text; `textVersion` changes when the text does. */
  readonly textLength: number;
  readonly textVersion: number;
  /** False where the wire signs or encrypts it: its text cannot be changed. */
  readonly isEditable: boolean;
  readonly isError: boolean;
  /** A change of it waits. */
  readonly isPending: boolean;
  /** Changing it costs nothing: it stands behind what the provider has cached. */
  readonly isFree: boolean;
  /** First seen in this request. */
  readonly isNew: boolean;
  /** What the plugin may do with this one, of the granted roles and zones. */
  readonly isReadable: boolean;
  readonly isWritable: boolean;
}

/** With `blocks.read: "content"`. */
export interface BlockTextView {
  /** The client's own text. Crosses whole into the guest: `ctx.text` looks into it where it is. */
  readonly text: string;
}

/** Write methods of one block, by what `blocks.write` lists. Each records one wish; what comes of it is the governor's decision. */
export interface BlockWriteMethods {
  level: { toLevel(level: CompressionLevel, reason?: string): void };
  zone: { toZone(zone: Zone, reason?: string): void };
  pin: { /** Null unpins. */ pin(pinned?: Pinned, reason?: string): void };
  content: { content(text: string | TextRef, reason?: string): void };
  /** A placeholder stays where calls and results must pair. */
  remove: { remove(reason?: string): void };
  /** `value`, of at least 4 characters, never leaves again in this session; answers get it back. */
  redact: { redact(value: string, reason?: string): void };
  /** Nothing of one block. Not `unknown`: a union with that is nothing but unknown, and all other methods would be gone. */
  insert: object;
}

/** One block, as the permissions `P` allow. */
export type BlockOf<P> = BlockMetadataView &
  If<Reads<P>, BlockTextView> &
  ([Writes<P>] extends [never] ? unknown : UnionToIntersection<BlockWriteMethods[Writes<P>]>);
