import type { Compressed, CompressInput, ContentKind } from "../contract.ts";
import { contentKind } from "./content-kind.ts";
import { trimDiff } from "./diffs.ts";
import { trimFileRead } from "./file-reads.ts";
import { trimHtml } from "./html.ts";
import { trimJson } from "./json.ts";
import { trimListing } from "./listings.ts";
import { trimLog } from "./logs.ts";
import { hasNotice } from "./notice.ts";
import { trimProse } from "./prose.ts";
import { trimSearch } from "./search-results.ts";
import { withoutTerminal } from "./terminal.ts";
import { trimTestOutput } from "./test-output.ts";
import type { Trimmer } from "./trimming.ts";

const trimmers: Record<ContentKind, Trimmer> = {
  code: trimFileRead,
  "file-read": trimFileRead,
  "test-output": trimTestOutput,
  log: trimLog,
  diff: trimDiff,
  json: trimJson,
  listing: trimListing,
  search: trimSearch,
  html: trimHtml,
  prose: trimProse,
};

/** A change that saves less is none: it would cost a place in the cache for a few characters. */
const GAIN = 0.02;
/** Times a text is looked at until nothing more is gained. */
const ROUNDS = 4;

/**
 * A text without what its reader does not need: what repeats, what passes, what stands elsewhere. Errors, stack traces, paths,
 * numbers and the texts in `keep` stay as they are, and what was left out is said where it stood. Null where nothing is
 * gained; a text that was trimmed before gains nothing. Linear time, whatever the text.
 */
export function trim(input: CompressInput): Compressed | null {
  const first = trimOnce(input);
  if (!first) return null;
  // A text without a notice would be trimmed once more when it is seen again, maybe as another kind: do it now.
  let text = first.text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const again = trimOnce({ ...input, text });
    if (!again) return { ...first, text };
    text = again.text;
  }
  return null;
}

function trimOnce(input: CompressInput): Compressed | null {
  if (hasNotice(input.text)) return null;
  const { text, content } = seen(input);
  const shown = { ...input, text };
  const trimmed = trimmers[content](shown) ?? { text, note: "control characters left out" };
  const gain = input.text.length - trimmed.text.length;
  // No provider takes an empty text.
  if (gain <= 0 || gain < input.text.length * GAIN || trimmed.text.trim() === "") return null;
  if (!keepsAll(input, trimmed.text)) return null;
  return { ...trimmed, content };
}

/** What is trimmed: the text as a terminal shows it, except for files, whose bytes the next edit has to quote. */
function seen(input: CompressInput): { readonly text: string; readonly content: ContentKind } {
  const text = input.role === "tool_result" ? withoutTerminal(input.text) : input.text;
  // A call's arguments must stay what the wire takes as arguments.
  if (input.role === "tool_use") return { text, content: "json" };
  const content = contentKind(text === input.text ? input : { ...input, text });
  return { text: content === "file-read" || content === "code" ? input.text : text, content };
}

/** The last word on the user's texts, whatever a trimmer did. */
function keepsAll({ text, keep = [] }: CompressInput, trimmed: string): boolean {
  return keep.every((wanted) => trimmed.includes(wanted) || !text.includes(wanted));
}
