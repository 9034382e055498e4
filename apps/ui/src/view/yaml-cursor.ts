/** A key, or the number of an item of a list. */
export type YamlStep = string | number;

/** Where somebody writes in a YAML file. */
export interface YamlCursor {
  /** To what the cursor's line is about; on an empty line, to the mapping that a key there would belong to. */
  readonly path: readonly YamlStep[];
  /** Whether the line names a key; else one may be written there. */
  readonly hasKey: boolean;
  /** Where the line's value (or, without a key, the word) stands in the text. */
  readonly from: number;
  readonly to: number;
  /** Columns in front of the line's key. */
  readonly indent: number;
  /** Keys that the mapping has already. */
  readonly siblings: readonly string[];
}

interface Frame {
  readonly indent: number;
  readonly step: YamlStep;
}
interface Line {
  readonly start: number;
  readonly text: string;
}
interface Read {
  readonly frames: readonly Frame[];
  readonly hasKey: boolean;
  readonly indent: number;
  /** Columns in front of the value, or of the word that is no key yet. */
  readonly value: number;
  /** Whether it has the lines below that are indented deeper, as a text. */
  readonly isBlock: boolean;
}

const keyed = /^("[^"]*"|'[^']*'|[^\s#:{}[\],&*!|>'"%@`][^\s#:{}[\],]*)\s*:(?=\s|$)\s*/;
const block = /^[|>][-+\d]*\s*(?:#.*)?$/;

/**
 * Finds it by indentation: meant to help whoever writes, not to judge what they wrote. Of what stands in braces, the key in front of them
 * is told.
 */
export function yamlCursor(text: string, offset: number): YamlCursor {
  const lines = linesOf(text);
  const at = lines.findLastIndex(({ start }) => start <= offset);
  let current: Read | undefined;
  const reads = read(lines, at, offset - (lines[at]?.start ?? 0), (found) => {
    current = found;
  });
  const line = lines[at] ?? { start: 0, text: "" };
  const { frames, hasKey, indent, value } = current ?? { frames: [], hasKey: false, indent: 0, value: 0 };
  const path = frames.map(({ step }) => step);
  const mapping = hasKey ? path.slice(0, -1) : path;
  return {
    path,
    hasKey,
    from: line.start + value,
    to: line.start + endOf(line.text, value),
    indent,
    siblings: reads.flatMap((each) => keysIn(mapping, each)),
  };
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const from = start;
    start += line.length + 1;
    return { start: from, text: line };
  });
}

/** Reads every line; tells of the one at `at`, where an empty one counts as indented to `column`. */
function read(lines: readonly Line[], at: number, column: number, tell: (found: Read) => void): Read[] {
  const reads: Read[] = [];
  let frames: readonly Frame[] = [];
  let within: { indent: number; read: Read } | undefined;
  for (const [index, { text }] of lines.entries()) {
    const isEmpty = /^\s*(?:#.*)?$/.test(text);
    const indent = isEmpty ? (index === at ? column : Number.POSITIVE_INFINITY) : text.search(/\S/);
    if (within && indent > within.indent) {
      if (index === at) tell(within.read);
      continue;
    }
    if (isEmpty && index !== at) continue;
    if (!isEmpty) within = undefined;
    const found = readLine(isEmpty ? " ".repeat(column) : text, indent, frames);
    if (index === at) tell(found);
    // An empty line ends nothing: the mapping above may go on behind it.
    if (isEmpty) continue;
    frames = found.frames;
    reads.push(found);
    if (found.isBlock) within = { indent: found.indent, read: found };
  }
  return reads;
}

function readLine(text: string, start: number, above: readonly Frame[]): Read {
  let frames = above;
  let indent = start;
  let rest = text.slice(indent);
  while (/^-(?:\s|$)/.test(rest)) {
    const dash = indent;
    frames = frames.filter((frame) => frame.indent <= dash);
    const last = frames.at(-1);
    const isNext = last !== undefined && last.indent === dash && typeof last.step === "number";
    const step = isNext ? Number(last.step) + 1 : 0;
    frames = [...(isNext ? frames.slice(0, -1) : frames), { indent: dash, step }];
    const width = /^-\s*/.exec(rest)?.[0].length ?? 1;
    indent += width;
    rest = rest.slice(width);
  }
  const [whole, key] = keyed.exec(rest) ?? [];
  if (whole === undefined || key === undefined) {
    const own = frames.filter((frame) => frame.indent < indent);
    return { frames: own, hasKey: false, indent, value: indent, isBlock: block.test(rest) };
  }
  const column = indent;
  frames = [...frames.filter((frame) => frame.indent < column), { indent: column, step: bare(key) }];
  const value = indent + whole.length;
  return { frames, hasKey: true, indent, value, isBlock: block.test(text.slice(value)) };
}

const bare = (key: string): string => (/^["']/.test(key) ? key.slice(1, -1) : key);

/** Where a value that begins at `from` ends: in front of a comment behind it. */
function endOf(line: string, from: number): number {
  const comment = line.slice(from).search(/(?:^|\s)#/);
  return from + line.slice(from, comment === -1 ? undefined : from + comment).trimEnd().length;
}

/** The key of a line, where it belongs to this mapping. */
function keysIn(mapping: readonly YamlStep[], { frames, hasKey }: Read): string[] {
  const last = frames.at(-1);
  if (!hasKey || last === undefined || frames.length !== mapping.length + 1) return [];
  return mapping.every((step, at) => frames[at]?.step === step) ? [String(last.step)] : [];
}
