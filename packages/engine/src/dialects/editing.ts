import type { Document } from "../document/document.ts";
import type { Edit } from "../document/splice.ts";
import type { BlockDraft, PlacedDraft } from "./dialect.ts";
import type { FieldEdits, RequestSettings } from "./editing/request-fields.ts";

/** A change of a body, by block. */
export type BodyChange =
  /** The block says `text` instead; the part stays where it is, with its id, its mark and everything else about it. */
  | { readonly kind: "replace"; readonly placed: PlacedDraft; readonly text: string }
  /** Every string inside the part goes through `replace` (tool arguments keep their structure). */
  | { readonly kind: "map-strings"; readonly placed: PlacedDraft; readonly replace: (text: string) => string }
  /** A text of ours behind a block of the client's, in prompt order; several behind the same block keep their order. `null`: at the end of the system prompt. */
  | { readonly kind: "insert"; readonly behind: PlacedDraft | null; readonly text: string };

/** Why a change cannot be: a stable code and a sentence with the nearest thing that would work. */
export interface Refusal {
  readonly code:
    | "block_signed"
    | "block_opaque"
    | "orphans_result"
    | "invalid_arguments"
    | "empty_text"
    | "no_place"
    | "read_only";
  readonly reason: string;
}

/** How a wire format is changed without ever making a request its provider refuses. */
export interface DialectEditing {
  /**
   * Null where the block may say `text` (`undefined`: some text that is to be made), else why not. A tool call's text must be
   * what the wire takes as arguments. `redact` without a text is a mapping of strings, which may be legal where no text is.
   */
  refuse(
    draft: Pick<BlockDraft, "role" | "kind" | "signed" | "keepRaw">,
    action: "compress" | "edit" | "remove" | "redact",
    text?: string,
  ): Refusal | null;
  /** Null where a text may stand behind this block (or, for null, at the end of the system prompt). */
  refuseInsert(document: Document, behind: PlacedDraft | null): Refusal | null;
  /**
   * All changes of one body as disjoint edits for `splice`. Every byte outside them stays. Cache marks survive: of marks inside
   * a replaced content at least one stays in it; there are never more marks than the client set. A block that is replaced
   * and has its strings mapped says the mapped replacement. An image inside a tool's result stays as long as the line that
   * describes it stands in the new text. A lone surrogate becomes U+FFFD. Throws RangeError for what `refuse` or
   * `refuseInsert` would have refused, for two texts for one block, and for a block of another body; nothing is built then.
   */
  edits(document: Document, changes: readonly BodyChange[]): Edit[];
  /**
   * Text of the members that stand between system and messages in the provider's cache key: tool choice, thinking, effort,
   * response format. Another text means the cached messages are not read.
   */
  settings(document: Document): string;
  /** Numbers (index into `blocks(document)`) of the drafts that a prompt-cache mark closes, in order; `automatic` where the provider caches without marks or the body asks for it as a whole. */
  marks(
    document: Document,
    drafts: readonly PlacedDraft[],
  ): { readonly places: readonly number[]; readonly automatic: boolean };
  /**
   * Sets fields of the request beside its prompt. What the wire has no field for, or would refuse in this very request, is left and told.
   * The edits never overlap those of `edits`.
   */
  set(document: Document, settings: RequestSettings): FieldEdits;
}
