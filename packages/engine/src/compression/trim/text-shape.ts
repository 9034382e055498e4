import { numberedLines } from "./numbered-lines.ts";
import { searchLine } from "./search-line.ts";
import { isTestEnding, testLine } from "./test-lines.ts";

/** Lines and characters that are looked at: the beginning says what a text is. */
const LINES = 300;
const CHARACTERS = 1 << 16;

/** How many of a text's first lines look like what. */
export interface TextShape {
  readonly lines: number;
  readonly isNumbered: boolean;
  readonly startsAsJson: boolean;
  readonly startsAsHtml: boolean;
  readonly hunks: number;
  readonly tests: number;
  readonly testEndings: number;
  readonly hits: number;
  readonly paths: number;
  readonly stamped: number;
  readonly code: number;
}

const stamp =
  /^[[(]?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d)|^\[?(?:DEBUG|INFO|WARN|WARNING|ERROR|TRACE)\b|\blevel=[a-z]/;
const codeEnd = /[;{})\],:]$/;
const codeStart =
  /^\s{0,60}(?:import |from |func |function |def |class |const |let |var |return\b|if[ (]|for[ (]|while[ (]|package |use |fn |pub |public |private |export |type |struct |interface |#include|\/\/|\/\*|\*|@)/;

export function textShape(text: string): TextShape {
  const start = text.slice(0, CHARACTERS);
  const lines = start.split("\n", LINES);
  const said = lines.filter((line) => line.trim() !== "");
  const count = (test: (line: string) => boolean) => said.filter(test).length;
  const known = new Set<string>();
  const opening = start.trimStart();
  return {
    lines: said.length,
    isNumbered: numberedLines(lines).isNumbered,
    startsAsJson: opening.startsWith("{") || opening.startsWith("["),
    startsAsHtml: /^(?:<\?xml[^>]{0,200}>\s{0,20})?<(?:!doctype html|html|head|body|div|table)\b/i.test(
      opening.slice(0, 300),
    ),
    hunks: count((line) => line.startsWith("@@ -") || line.startsWith("diff --git ")),
    tests: count((line) => testLine(line) !== null),
    testEndings: count(isTestEnding),
    hits: count((line) => {
      const hit = searchLine(line, (path) => known.has(path));
      if (hit?.sign === ":") known.add(hit.path);
      return hit !== null;
    }),
    paths: count(
      (line) => /^[\w@.~/+-]{2,600}$/.test(line) && (line.includes("/") || /\.\w{1,8}$/.test(line.slice(-10))),
    ),
    stamped: count((line) => stamp.test(line.slice(0, 200))),
    code: count((line) => codeEnd.test(line.slice(-2).trimEnd()) || codeStart.test(line.slice(0, 100))),
  };
}
