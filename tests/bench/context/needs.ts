import type { RecordedSession } from "./session.ts";
import type { TextSearch } from "./texts.ts";

/** What an answer took from what the model was sent; measured on the recording alone. */
export interface Need {
  /** The request whose answer needs it. */
  readonly turn: number;
  readonly kind: "anchor" | "fact";
  readonly text: string;
}

/** Paths, identifiers that look made (an underscore, a capital inside, a digit) and numbers of three digits and more. */
const factPattern = /(?:[\w@.~-]*\/)+[\w@.-]*\w|\b[A-Za-z_$][\w$]{4,}\b|\b\d{3,}\b/g;
const looksMade = /[_$\d/]|[a-z][A-Z]/;

/**
 * Anchors: the old text of each edit, where the request that led to it held it somewhere. Facts: paths, identifiers and
 * numbers of an answer (its text and its calls) that an earlier tool result held and nothing else did.
 */
export function needsOf(session: RecordedSession, search: TextSearch): Need[] {
  const needs: Need[] = [];
  for (const [turn, { blocks, answerEnd }] of session.turns.entries()) {
    const sent = session.blocks.slice(0, blocks);
    const texts = sent.map((block) => block.text);
    const results = sent.flatMap(({ type, text }) => (type === "tool_result" ? [text] : []));
    const others = sent.flatMap(({ type, text }) => (type === "tool_result" ? [] : [text]));
    const answer = session.blocks.slice(blocks, answerEnd);
    for (const { type, input } of answer)
      for (const text of type === "tool_use" ? oldTexts(input) : [])
        if (search.anyHolds(texts, text)) needs.push({ turn, kind: "anchor", text });
    const said = answer.flatMap(({ type, text }) => (type === "text" || type === "tool_use" ? [text] : []));
    for (const text of factsIn(said.join("\n")))
      if (search.anyHolds(results, text) && !search.anyHolds(others, text)) needs.push({ turn, kind: "fact", text });
  }
  return needs;
}

export function factsIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const [fact] of text.matchAll(factPattern)) if (looksMade.test(fact)) found.add(fact);
  return found;
}

/** `old_string`, `old_str`, and those of a list of edits. */
export function oldTexts(input: unknown): string[] {
  if (input === null || typeof input !== "object") return [];
  const found: string[] = [];
  for (const [key, value] of Object.entries(input)) {
    if ((key === "old_string" || key === "old_str") && typeof value === "string" && value !== "") found.push(value);
    if (key === "edits" && Array.isArray(value)) found.push(...value.flatMap(oldTexts));
  }
  return found.map((text) => text.replaceAll("\r\n", "\n"));
}
