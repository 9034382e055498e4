import type { Document, Unit } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft, PlacedDraft } from "../dialect.ts";

/** A unit in prompt order and how it is read. Its drafts are cached under `as`: the same bytes can mean other things elsewhere. */
export interface Reading {
  readonly unit: Unit;
  readonly as: string;
  readonly read: (node: JsonNode) => readonly BlockDraft[];
}

/** A draft completed from a neighbour; valid as long as that neighbour is the same object. */
export interface Completed {
  readonly from: BlockDraft;
  readonly draft: BlockDraft;
  /** For ids by order: the number that was given. */
  readonly order?: number;
}

/**
 * Completes drafts from their neighbours: it is shown every draft in prompt order. Cached drafts may stand in an older
 * document too, so it returns new ones; `last` is what it returned for this draft in the request before.
 */
export interface Linker {
  link(draft: BlockDraft, last: Completed | undefined, unit: number): Completed | undefined;
}

/** What a unit holds, kept in its facts; `placed` is good as long as unit, place and completions are the same. */
interface UnitDrafts {
  readonly drafts: readonly BlockDraft[];
  /** False where no draft is a call or a result: the linker need not see it. */
  readonly hasTools: boolean;
  /** By index of the draft; only where a linker had something to add. */
  readonly completed: (Completed | undefined)[];
  placed: readonly PlacedDraft[];
  start: number;
  unit: number;
}

/**
 * All drafts of a request at their place in the body. Units read before cost a look-up, and where they also stand where
 * they stood (the history's common prefix) their placed drafts are the same objects: 0.1 ms for 1,200 blocks in 800 units.
 */
export function placeDrafts(document: Document, readings: readonly Reading[], linker: Linker): PlacedDraft[] {
  const placed: PlacedDraft[] = [];
  for (let unit = 0; unit < readings.length; unit++) {
    const reading = readings[unit]!;
    const known = unitDrafts(document, reading);
    const isComplete = !known.hasTools || isCompletedAlike(known, linker, unit);
    if (!isComplete || known.start !== reading.unit.start || known.unit !== unit)
      place(known, reading.unit.start, unit);
    for (let part = 0; part < known.placed.length; part++) placed.push(known.placed[part]!);
  }
  return placed;
}

/** Shows a unit's calls and results to the linker; true if it completed them as it did the time before. */
function isCompletedAlike({ drafts, completed }: UnitDrafts, linker: Linker, unit: number): boolean {
  let isAlike = true;
  for (let part = 0; part < drafts.length; part++) {
    if (!isTool(drafts[part]!)) continue;
    const completion = linker.link(drafts[part]!, completed[part], unit);
    if (completion === completed[part]) continue;
    completed[part] = completion;
    isAlike = false;
  }
  return isAlike;
}

/** New objects: those of before may be in the hands of whoever read the older document. */
function place(known: UnitDrafts, start: number, unit: number): void {
  known.start = start;
  known.unit = unit;
  known.placed = known.drafts.map((raw, part) => {
    const draft = known.completed[part]?.draft ?? raw;
    return { draft, unit, start: start + draft.start, end: start + draft.end };
  });
}

function unitDrafts(document: Document, { unit, as, read }: Reading): UnitDrafts {
  const known = unit.facts.get(as) as UnitDrafts | undefined;
  if (known) return known;
  const drafts = read(document.node(unit));
  const made = { drafts, hasTools: drafts.some(isTool), completed: [], placed: [], start: -1, unit: -1 };
  unit.facts.set(as, made);
  return made;
}

const isTool = (draft: BlockDraft): boolean => draft.role === "tool_use" || draft.role === "tool_result";
