import type { YamlProblem } from "@aperture/sdk";
import { type Document, LineCounter, parseDocument, type YAMLError } from "yaml";
import { checkCharacters } from "./check-characters.ts";
import { checkNodes } from "./check-nodes.ts";

/** Uses of anchors, weighted by what they hold: ten levels of ten aliases would be 10^10 values. */
const MOST_ALIASES = 100;
/** Characters of one file: `WriteLibraryItem` takes as many. */
export const LONGEST_YAML = 400_000;

/** What makes a list or map longer or deeper. 100,000 brackets took the parser 0.6 s, in which nothing else runs; prose has 2 in 100 characters. */
const MOST_MARKS = 50_000;

export interface ParsedYaml {
  /** Null where `problems` is not empty. */
  readonly document: Document | null;
  /** Plain values, made anew. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** 1-based, of an offset of the text. */
  place(offset: number): { line: number; column: number };
}

/** YAML 1.2 as data and nothing else. Whatever the text: no throw, no work beyond what its length explains. */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  const place = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    // The byte order mark is no column that an editor shows.
    return { line, column: line === 1 ? Math.max(1, col - mark) : col };
  };
  const refuse = (found: readonly { readonly offset: number; readonly reason: string }[]): ParsedYaml => ({
    document: null,
    value: undefined,
    place,
    problems: found.map(({ offset, reason }) => ({
      file,
      ...place(offset),
      pointer: "",
      reason,
      allowed: null,
      nearest: null,
    })),
  });
  if (text.length > LONGEST_YAML)
    return refuse([{ offset: LONGEST_YAML, reason: `longer than ${LONGEST_YAML} characters` }]);
  if (marksIn(text) > MOST_MARKS)
    return refuse([{ offset: 0, reason: "more lists and maps than are read in one file" }]);
  const bad = checkCharacters(text);
  if (bad !== null) return refuse([bad]);
  try {
    const document = parseDocument(text, {
      prettyErrors: false,
      stringKeys: true,
      resolveKnownTags: false,
      // `silent` would not tell a second document.
      logLevel: "error",
    });
    const slips = [...document.errors, ...document.warnings].map(explainSyntax);
    if (slips.length > 0) return refuse(slips.sort((a, b) => a.offset - b.offset));
    const version = document.directives?.yaml;
    // 1.1 reads `no` as false and `<<` as a merge.
    if (version?.explicit === true && version.version !== "1.2")
      return refuse([{ offset: 0, reason: `YAML ${version.version} is not read here, only 1.2` }]);
    const nodes = checkNodes(document);
    if (nodes.length > 0) return refuse(nodes);
    return { document, value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown, problems: [], place };
  } catch (error) {
    // The library recurses: what is nested a thousand deep ends its stack. Aliases that multiply are a ReferenceError.
    const reason =
      error instanceof RangeError
        ? "nested too deep"
        : error instanceof ReferenceError
          ? "aliases stand for too much: write the values out"
          : "not YAML that can be read";
    return refuse([{ offset: Math.max(0, text.indexOf(error instanceof ReferenceError ? "*" : "")), reason }]);
  }
}

function marksIn(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/[[{,\n]|[-:?] /g)) count++;
  return count;
}

/** In the library's words, but for the slips that are made most. */
function explainSyntax({ code, message, pos }: YAMLError): { offset: number; reason: string } {
  const [first = "not YAML"] = message.split("\n");
  // Where its stack ended says nothing about the file.
  if (code === "RESOURCE_EXHAUSTION") return { offset: 0, reason: "nested too deep" };
  const words: Partial<Record<YAMLError["code"], string>> = {
    DUPLICATE_KEY: "this key stands here twice",
    TAB_AS_INDENT: "a tab at the beginning of a line: YAML is indented with spaces",
    MULTIPLE_DOCS: "a second document (`---`): one file holds one thing",
    BAD_INDENT: "the indentation does not fit the lines above",
    NON_STRING_KEY: "a key has to be text",
    TAG_RESOLVE_FAILED: "tags (`!…`) are not read here",
  };
  return { offset: pos[0], reason: words[code] ?? first.replace(/:$/, "") };
}
