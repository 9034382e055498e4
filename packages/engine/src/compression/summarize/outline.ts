import type { Node } from "web-tree-sitter";
import { bodyTypes, type HeadRule, type HeadRules } from "./language-heads.ts";

/** One line of an outline before it is written. Rows are 0-based and inclusive. */
export interface OutlineEntry {
  readonly row: number;
  readonly lastRow: number;
  readonly depth: number;
  readonly text: string;
  /** True for imports: neighbours share a line. */
  readonly joins: boolean;
}

export interface Outline {
  readonly entries: readonly OutlineEntry[];
  /** Characters that belong to a declaration the outline names. */
  readonly covered: number;
}

const deepest = 6;
const mostEntries = 2_000;
/** Characters of a head, and of what is shown whole. */
const longestHead = 220;
const longestWhole = 320;
const longestDoc = 110;
/** Members of a class that are shorter share a line with their neighbours. */
const longestMember = 90;
/** Calls that declare something without a function: CommonJS exports, Ruby's requires and attributes. */
const declaringCall = /^(?:module\.exports|exports\.|require|attr_|include |extend |prepend )/;
/** Nodes looked at for the body of a function that is a value. */
const searched = 80;

/** Reads the declarations of a tree by the rules of its language; bodies are never entered, so the cost follows the heads. */
export function outlineOf(root: Node, code: string, rules: HeadRules): Outline {
  const entries: OutlineEntry[] = [];
  let covered = 0;

  /** `from` is where the declaration begins: at its `export`, decorator or template. */
  function add(from: Node, node: Node, body: Node | null, depth: number, rule: HeadRule): void {
    const end = body?.startIndex ?? node.endIndex;
    const doc = rule === "import" ? "" : docOf(from, node, code);
    const head = collapsed(code, from.startIndex, end, body ? longestHead : longestWhole);
    const row = from.startPosition.row;
    const lastRow = lastRowOf(node);
    const member = depth > 0 && !body && row === lastRow && doc === "" && head.length <= longestMember;
    entries.push({
      row,
      lastRow,
      depth,
      text: `${head}${body ? " …" : ""}${doc && ` // ${doc}`}`,
      joins: rule === "import" || member,
    });
    if (depth === 0) covered += node.endIndex - from.startIndex;
  }

  function visit(node: Node, depth: number, level: number, holder: HeadRule): void {
    if (level > deepest) return;
    for (const child of node.namedChildren) {
      if (entries.length >= mostEntries) return;
      if (child) declare(child, child, depth, level, holder);
    }
  }

  function declare(from: Node, node: Node, depth: number, level: number, holder: HeadRule): void {
    const rule = node.type === "ERROR" ? "through" : ruleOf(rules, node.type);
    if (rule === undefined) return;
    if (rule === "through") visit(node, depth, level + 1, holder);
    else if (rule === "import" || rule === "whole") add(from, node, null, depth, rule);
    else if (rule === "wrapper") {
      const inner = node.namedChildren.find((child) => child && ruleOf(rules, child.type) !== undefined);
      if (inner) declare(from, inner, depth, level + 1, holder);
      else add(from, node, nestedBody(node), depth, rule);
    } else if (rule === "value") {
      // Inside a test's function they are its local variables; a string alone is a docstring, said with its class.
      if (holder !== "call" && node.namedChildren[0]?.type !== "string") add(from, node, nestedBody(node), depth, rule);
    } else if (rule === "call") {
      const body = nestedBody(node);
      if (!body && (depth > 0 || !declaringCall.test(node.text.slice(0, 40)))) return;
      add(from, node, body, depth, rule);
      if (body) visit(body, depth + 1, level + 1, rule);
    } else {
      const body = ownBody(node);
      add(from, node, body, depth, rule);
      if (body && rule === "container") visit(body, depth + 1, level + 1, rule);
    }
  }

  visit(root, 0, 0, "container");
  return { entries, covered };
}

/** Own keys only: a node type is never `constructor` by accident. */
function ruleOf(rules: HeadRules, type: string): HeadRules[string] | undefined {
  return Object.hasOwn(rules, type) ? rules[type] : undefined;
}

function ownBody(node: Node): Node | null {
  return (
    node.childForFieldName("body") ?? node.namedChildren.find((child) => child && bodyTypes.has(child.type)) ?? null
  );
}

/** Directives of C end behind their line break. */
function lastRowOf({ startPosition, endPosition }: Node): number {
  return endPosition.column === 0 && endPosition.row > startPosition.row ? endPosition.row - 1 : endPosition.row;
}

/** The body of a function somewhere in a value, breadth first. */
function nestedBody(node: Node): Node | null {
  const queue: Node[] = [node];
  for (let at = 0; at < queue.length && at < searched; at++) {
    for (const child of queue[at]!.namedChildren) {
      if (!child) continue;
      if (bodyTypes.has(child.type)) return child;
      if (queue.length < searched) queue.push(child);
    }
  }
  return null;
}

/** First line of the comment above, or of a docstring. */
function docOf(from: Node, node: Node, code: string): string {
  const comments: Node[] = [];
  for (let above = from.previousNamedSibling; above?.type.endsWith("comment"); above = above.previousNamedSibling) {
    if (above.endPosition.row < (comments.at(-1) ?? from).startPosition.row - 1 || comments.length >= 30) break;
    comments.push(above);
  }
  const first = comments.at(-1) ?? docstring(node);
  if (!first) return "";
  for (const line of code.slice(first.startIndex, Math.min(first.endIndex, first.startIndex + 600)).split("\n")) {
    const said = line
      .replace(/^\s*(?:\/\*+|\*+\/?|\/\/[/!]?|#+|--|[rRbBuUfF]{0,2}(?:"""|'''|"|'))\s*/, "")
      .replace(/\s*(?:\*\/|"""|''')\s*$/, "");
    if (/[\p{L}]{2}/u.test(said)) return said.trim().slice(0, longestDoc);
  }
  return "";
}

function docstring(node: Node): Node | null {
  const first = node.childForFieldName("body")?.namedChildren[0];
  if (first?.type !== "expression_statement") return null;
  const text = first.namedChildren[0];
  return text?.type === "string" ? text : null;
}

function collapsed(code: string, start: number, end: number, limit: number): string {
  const text = code
    .slice(start, Math.min(end, start + limit * 3))
    .replace(/\s+/g, " ")
    .trim();
  if (text.length <= limit && start + limit * 3 >= end) return text.replace(/\s*\{$/, " {");
  return `${text.slice(0, limit)} …`;
}
