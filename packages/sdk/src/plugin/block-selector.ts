import type { CompressionLevel, Pinned, Role, Zone } from "../block.ts";

/** Which blocks `blocks.where(…)` means: all fields given must match; of a list, one. Runs beside the guest, on packed records. */
export interface BlockSelector {
  readonly role?: Role | readonly Role[];
  readonly zone?: Zone | readonly Zone[];
  readonly level?: CompressionLevel | readonly CompressionLevel[];
  /** `true`: pinned anywhere; `false` or null: nowhere. */
  readonly pinned?: Pinned | boolean;
  /** Exact names. */
  readonly toolName?: string | readonly string[];
  /** The wire's own name for the part: `text`, `tool_use`, `function_call_output` … */
  readonly kind?: string | readonly string[];
  /** Who put it there: `client`, `staged`, `plugin:<id>` … */
  readonly origin?: string | readonly string[];
  /** Tokens of what is sent of it now. */
  readonly minTokens?: number;
  readonly maxTokens?: number;
  /** Requests of its lane since it first appeared: 0 in the first one. */
  readonly minAge?: number;
  readonly maxAge?: number;
  /** Glob on the paths that its tool call names: `**` any text, `*` any text without `/`, `?` one character; matches the path or an end of it behind a `/`. */
  readonly path?: string | readonly string[];
  readonly isError?: boolean;
  readonly isNew?: boolean;
  readonly isPending?: boolean;
  readonly isFree?: boolean;
  readonly isEditable?: boolean;
  readonly isReadable?: boolean;
  readonly isWritable?: boolean;
}
