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
}

/**
 * Completes drafts from their neighbours: it is shown every draft in prompt order. Cached drafts may stand in an older
 * document too, so it returns new ones; `last` is what it returned for this draft in the request before.
 */
export interface Linker {
  link(draft: BlockDraft, last: Completed | undefined, unit: number): Completed | undefined;
}

interface UnitDrafts {
  readonly drafts: readonly BlockDraft[];
  /** By index of the draft; only where a linker had something to add. */
  readonly completed: (Completed | undefined)[];
}

/** All drafts of a request at their place in the body. What was read before costs a map look-up. */
export function placeDrafts(document: Document, readings: readonly Reading[], linker: Linker): PlacedDraft[] {
  const placed: PlacedDraft[] = [];
  for (let index = 0; index < readings.length; index++) {
    const { unit } = readings[index]!;
    const { drafts, completed } = unitDrafts(document, readings[index]!);
    for (let part = 0; part < drafts.length; part++) {
      let draft = drafts[part]!;
      if (draft.role === "tool_use" || draft.role === "tool_result") {
        const completion = linker.link(draft, completed[part], index);
        if (completion) {
          completed[part] = completion;
          draft = completion.draft;
        }
      }
      placed.push({ draft, unit: index, start: unit.start + draft.start, end: unit.start + draft.end });
    }
  }
  return placed;
}

function unitDrafts(document: Document, { unit, as, read }: Reading): UnitDrafts {
  const known = unit.facts.get(as) as UnitDrafts | undefined;
  if (known) return known;
  const made = { drafts: read(document.node(unit)), completed: [] };
  unit.facts.set(as, made);
  return made;
}
