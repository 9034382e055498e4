import { ApertureError, Patch } from "@aperture/sdk";
import { plainMessage } from "./plain-message.ts";

/** A patch as it crosses: JSON, and beside it the texts that its items point to, which need no escaping. */
export interface CrossedPatch {
  /** JSON of a list of items as `GuestPort.patch` takes them: `blocks` may stand for `block`, `ref` (-1: the first of `texts`, -2: the second …) for `text`. */
  readonly json: string;
  readonly texts: readonly string[];
}

/** Whose patch it is, for the error, and how many UTF-16 units it may have. */
export interface PatchBounds {
  readonly plugin: string;
  readonly stage: string;
  readonly output: number;
}

/** As many as `Patch` takes; here so that a list of blocks cannot be expanded to more first. */
const MOST_ITEMS = 10_000;

/**
 * The patch that a guest wants, of data that may be anything: nothing of it is kept but the fields that `Patch` names.
 * Throws `plugin_bad_answer`.
 */
export function readPatch(crossed: unknown, bounds: PatchBounds): Patch {
  const bad = (reason: string): never => {
    throw new ApertureError("plugin_bad_answer", { plugin: bounds.plugin, stage: bounds.stage, reason });
  };
  if (!isCrossedPatch(crossed)) return bad("it is no patch");
  const { json, texts } = crossed;
  const units = texts.reduce((sum, text) => sum + text.length, json.length);
  if (units > bounds.output) return bad(`it is larger than ${bounds.output} bytes`);
  let items: unknown;
  try {
    items = JSON.parse(json);
  } catch {
    return bad("it is no JSON");
  }
  if (!Array.isArray(items)) return bad("it is no list");
  const expanded: unknown[] = [];
  for (const item of items) {
    expand(item, texts, expanded);
    if (expanded.length > MOST_ITEMS) return bad(`it has more than ${MOST_ITEMS} items`);
  }
  const patch = Patch.safeParse(expanded);
  if (patch.success) return patch.data;
  const [issue] = patch.error.issues;
  const [place, ...path] = issue?.path ?? [];
  return bad(plainMessage(`item ${String(place ?? "?")}, ${path.map(String).join(".") || "op"}: ${issue?.message}`));
}

const isCrossedPatch = (crossed: unknown): crossed is CrossedPatch =>
  typeof crossed === "object" &&
  crossed !== null &&
  "json" in crossed &&
  typeof crossed.json === "string" &&
  "texts" in crossed &&
  Array.isArray(crossed.texts) &&
  crossed.texts.every((text) => typeof text === "string");

/** What is no item stays as it is, for `Patch` to refuse. */
function expand(item: unknown, texts: readonly string[], into: unknown[]): void {
  if (typeof item !== "object" || item === null) {
    into.push(item);
    return;
  }
  // Own fields in an object of our own: a key `__proto__` of the JSON must not become a prototype.
  const { ref, blocks, ...rest } = item as { ref?: unknown; blocks?: unknown };
  const one = ref === undefined ? rest : { ...rest, text: typeof ref === "number" ? texts[-1 - ref] : undefined };
  if (blocks === undefined) into.push(one);
  else if (!Array.isArray(blocks)) into.push({ ...one, block: null });
  else for (const block of blocks.slice(0, MOST_ITEMS + 1)) into.push({ ...one, block });
}
