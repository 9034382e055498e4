import type { Compressed, CompressInput, Skeleton } from "../contract.ts";
import type { Draft, Drafter } from "./draft.ts";
import { draftCode } from "./draft-code.ts";
import { draftDiff } from "./draft-diff.ts";
import { draftHtml } from "./draft-html.ts";
import { draftJson } from "./draft-json.ts";
import { draftListing } from "./draft-listing.ts";
import { draftProse } from "./draft-prose.ts";
import { draftSearch } from "./draft-search.ts";
import { draftTests } from "./draft-tests.ts";
import { identifierIndex } from "./identifier-index.ts";
import { linesHolding } from "./keep-lines.ts";
import { type NumberedLines, readNumberedLines } from "./numbered-lines.ts";
import { outlineFences } from "./outline-fences.ts";

export interface SummarizeDependencies {
  readonly skeleton: Skeleton;
}

/** Shorter texts are left alone: their frame would cost what is saved. */
const shortest = 400;
/** Longer ones are not read: 4 MB of text is no context. */
const longest = 4_000_000;
/** A summary that leaves more than this is not worth losing the original for. */
const worthwhile = 0.85;
/** The index may take this share of the original, and never more than so many characters. */
const indexShare = 0.15;
const longestIndex = 6_000;

const frame = /^\[(?:outline|summary|shape|failures|changes|matches|listing)\b[^\n]*; by aperture\]\n/;

/**
 * The level *summarized*: code as an outline, prose and logs by extract, JSON by shape, tests by failures, diffs by hunks. The
 * first line says in brackets what it is, the last one names what was left out. Pure and deterministic; null where the text is
 * short, a summary already, or would hardly get shorter. Lines that hold a keep text survive verbatim.
 */
export function summarize(input: CompressInput, dependencies: SummarizeDependencies): Compressed | null {
  const { text } = input;
  if (text.length < shortest || text.length > longest || frame.test(text)) return null;
  for (const drafter of draftersFor(dependencies, readNumberedLines(text))) {
    const draft = drafter(input);
    const summary = draft && finished(input, draft);
    if (summary) return { text: summary, content: draft.content, note: draft.note };
  }
  return null;
}

/** From the most particular to what takes anything. */
function draftersFor({ skeleton }: SummarizeDependencies, numbered: NumberedLines | null): readonly Drafter[] {
  const bare = (drafter: Drafter) => (numbered ? withoutNumbers(drafter, numbered) : drafter);
  return [
    (input) => draftCode(input, numbered, skeleton),
    ...[draftTests, draftDiff, draftJson, draftSearch, draftListing].map(bare),
    draftHtml,
    (input) => draftProse({ ...input, text: outlineFences(input, skeleton) }),
  ];
}

/** A file that a read tool printed may be a saved diff, a JSON document, a log of tests. */
function withoutNumbers(drafter: Drafter, { before, lines, after }: NumberedLines): Drafter {
  const text = lines.join("\n");
  return (input) => {
    const draft = drafter({ ...input, text });
    return draft && { ...draft, source: [...before, ...lines, ...after] };
  };
}

function finished(input: CompressInput, draft: Draft): string | null {
  const body = [...draft.lines, ...keptLinesMissing(input, draft)];
  const kept = [`[${draft.title}; by aperture]`, ...body].join("\n");
  if (kept.length > input.text.length * worthwhile) return null;
  const room = Math.min(longestIndex, input.text.length * indexShare, input.text.length * worthwhile - kept.length - 1);
  const index = identifierIndex(draft.indexed ?? draft.source?.join("\n") ?? input.text, kept, room);
  return index === null ? kept : `${kept}\n${index}`;
}

/** Whatever a drafter did with its lines, what the user wants kept is there. */
function keptLinesMissing(input: CompressInput, draft: Draft): string[] {
  if (!input.keep?.length) return [];
  const lines = draft.source ?? input.text.split("\n");
  const present = new Set(draft.lines.flatMap((line) => line.split("\n")));
  const missing = [...linesHolding(lines, input.keep)].filter((index) => !present.has(lines[index]!));
  return missing.length === 0 ? [] : ["[kept:]", ...missing.map((index) => lines[index]!)];
}
