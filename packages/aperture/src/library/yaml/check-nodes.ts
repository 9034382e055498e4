import { type Alias, type Document, isAlias, isCollection, isNode, isPair, isScalar, type Node } from "yaml";

/** Levels of lists and maps in each other; a preset needs six. */
const DEEPEST = 32;
/** Uses of anchors in one file. To look one up takes the whole document. */
const MOST_ALIASES = 100;
/** Nodes of one file; the largest of the starter library has 60. */
const MOST_NODES = 20_000;

export interface BadNode {
  readonly offset: number;
  readonly reason: string;
}

/** What is YAML, but nothing that is read here: custom tags, merge keys, `__proto__`, too deep, too much. All that is found, in their order. */
export function checkNodes(document: Document): BadNode[] {
  const found: BadNode[] = [];
  const waiting: { readonly node: unknown; readonly depth: number }[] = [{ node: document.contents, depth: 0 }];
  let nodes = 0;
  let aliases = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    if (++nodes > MOST_NODES) return [{ offset: 0, reason: `more than ${MOST_NODES} values in one file` }];
    if (depth > DEEPEST) return [{ offset: offsetOf(node), reason: `nested more than ${DEEPEST} deep` }];
    if (isAlias(node) && ++aliases > MOST_ALIASES)
      return [{ offset: 0, reason: `more than ${MOST_ALIASES} aliases in one file` }];
    if (isNode(node)) {
      const bad = isAlias(node) ? badAlias(node, document) : badTag(node);
      if (bad !== null) found.push(bad);
    }
    if (isPair(node)) {
      const bad = badKey(node.key);
      if (bad !== null) found.push(bad);
      waiting.push({ node: node.value, depth });
    } else if (isCollection(node)) {
      for (const item of node.items) waiting.push({ node: item, depth: depth + 1 });
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

const standard = /^tag:yaml\.org,2002:(?:map|seq|str|int|float|bool|null)$/;

/** One of nothing, or of something that it is a part of: that would have no end. */
function badAlias(alias: Alias, document: Document): BadNode | null {
  const offset = offsetOf(alias);
  const target = alias.resolve(document);
  if (target === undefined) return { offset, reason: `there is no anchor &${alias.source} before this alias` };
  const [start = 0, , end = 0] = target.range ?? [];
  return start <= offset && offset < end ? { offset, reason: `&${alias.source} is a part of itself` } : null;
}

function badTag(node: Exclude<Node, Alias>): BadNode | null {
  if (node.tag === undefined || standard.test(node.tag)) return null;
  return { offset: offsetOf(node), reason: `the tag ${node.tag.slice(0, 60)} is not read here` };
}

function badKey(key: unknown): BadNode | null {
  const name = isScalar(key) ? key.value : null;
  if (name === "<<")
    return { offset: offsetOf(key), reason: "merge keys (`<<`) are not read here: write the values out" };
  if (name === "__proto__") return { offset: offsetOf(key), reason: "`__proto__` is no key" };
  return null;
}

const offsetOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
