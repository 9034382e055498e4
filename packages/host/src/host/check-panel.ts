import { Panel } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";

const MOST_NODES = 2_000;
const DEEPEST = 6;

/** A panel as a plugin gave it, or what is wrong with it. Null where it gave none. */
export function checkPanel(given: Json): { panel: Panel | null; trouble: string | null } {
  if (given === null) return { panel: null, trouble: null };
  // Before zod, which would walk a tree of any depth with the host's stack.
  const size = sizeOf(given);
  if (size) return { panel: null, trouble: size };
  const read = Panel.safeParse(given);
  if (read.success) return { panel: read.data, trouble: null };
  const issue = read.error.issues[0]!;
  return { panel: null, trouble: `the panel at /${issue.path.join("/")}: ${issue.message}` };
}

/** What is too much about it, or null. Level by level, so that depth costs no stack. */
function sizeOf(panel: Json): string | null {
  let level = childrenOf(panel, "nodes");
  let nodes = 0;
  for (let depth = 1; level.length > 0; depth++) {
    nodes += level.length;
    if (depth > DEEPEST) return `the panel is deeper than ${DEEPEST} levels`;
    if (nodes > MOST_NODES) return `the panel has more than ${MOST_NODES} nodes`;
    level = level.flatMap((node) => childrenOf(node, "children"));
  }
  return null;
}

function childrenOf(node: Json, key: "nodes" | "children"): readonly Json[] {
  if (node === null || typeof node !== "object" || !Object.hasOwn(node, key)) return [];
  const children = (node as { readonly [key: string]: Json })[key];
  return Array.isArray(children) ? children : [];
}
