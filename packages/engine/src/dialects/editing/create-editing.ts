import type { Document } from "../../document/document.ts";
import type { PlacedDraft } from "../dialect.ts";
import type { BodyChange, DialectEditing, Refusal } from "../editing.ts";
import { EditList } from "./edit-list.ts";
import { Insertions } from "./insertions.ts";
import { type Located, locate } from "./locate.ts";
import { type Leaf, mapLeaf, mapText } from "./map-leaf.ts";
import type { Place } from "./place.ts";
import { readOnlyRefusal, refuseBlank } from "./refusals.ts";
import { type RefuseSetting, type RequestFields, setFields } from "./request-fields.ts";
import { UnitEdits } from "./unit-edits.ts";

/** What a wire format has to say for itself; the rest of editing is the same for all. */
export interface WireEditing extends Pick<DialectEditing, "refuse" | "settings" | "marks"> {
  /** Makes a block say `text`; `refuse` has let it pass. */
  write(part: Located, text: string, edits: UnitEdits): void;
  /** The strings of a block that hold text the model sees. */
  leaves(part: Located): readonly Leaf[];
  /** Where a text behind this block goes, or, for null, one at the end of the system prompt. */
  place(document: Document, behind: Located | null): Place | Refusal;
  readonly fields: RequestFields;
  readonly refuseSetting: RefuseSetting;
}

/** Editing of a dialect from what is its own. */
export function createEditing(wire: WireEditing): DialectEditing {
  return {
    refuse: (draft, action, text) => wire.refuse(draft, action, text),
    settings: (document) => wire.settings(document),
    marks: (document, drafts) => wire.marks(document, drafts),
    set: (document, settings) => setFields(document, wire.fields, wire.refuseSetting, settings),
    refuseInsert(document, behind) {
      const place = placeIn(wire, document, behind);
      return "code" in place ? place : null;
    },
    edits(document, changes) {
      if (changes.length === 0) return [];
      if (document.readOnly !== null) throw refused(readOnlyRefusal(document.readOnly));
      const edits = new EditList();
      for (const rewrite of rewritesOf(changes)) makeRewrite(wire, document, rewrite, edits);
      const insertions = new Insertions();
      for (const { behind, text } of insertsOf(changes)) {
        const place = refuseBlank(text) ?? placeIn(wire, document, behind);
        if ("code" in place) throw refused(place);
        insertions.add(place, text);
      }
      insertions.into(edits);
      return edits.all();
    },
  };
}

interface Rewrite {
  readonly placed: PlacedDraft;
  text: string | undefined;
  readonly maps: ((text: string) => string)[];
}

/** What is to become of each block: at most one text, then any number of mappings. */
function rewritesOf(changes: readonly BodyChange[]): Iterable<Rewrite> {
  const rewrites = new Map<number, Rewrite>();
  for (const change of changes) {
    if (change.kind === "insert") continue;
    const { placed } = change;
    const known = rewrites.get(placed.start) ?? { placed, text: undefined, maps: [] };
    rewrites.set(placed.start, known);
    if (change.kind === "map-strings") known.maps.push(change.replace);
    else if (known.text === undefined) known.text = change.text;
    else throw new RangeError("a block cannot say two texts");
  }
  return rewrites.values();
}

function makeRewrite(wire: WireEditing, document: Document, rewrite: Rewrite, edits: EditList): void {
  const { placed, maps, text } = rewrite;
  const replace = (said: string): string => maps.reduce((sum, map) => map(sum), said);
  const said = text === undefined ? undefined : mapText(placed.draft, text, maps.length > 0 ? replace : undefined);
  const refusal = refusalOf(wire, placed, said);
  if (refusal) throw refused(refusal);
  const part = locate(document, placed);
  const unitEdits = new UnitEdits(edits, part.unit.start);
  if (said !== undefined) wire.write(part, said, unitEdits);
  else for (const leaf of wire.leaves(part)) mapLeaf(leaf, replace, unitEdits);
}

/** Which action is behind a change is not said here: what any of them may do is done. */
function refusalOf(wire: WireEditing, { draft }: PlacedDraft, text: string | undefined): Refusal | null {
  if (text === undefined) return wire.refuse(draft, "redact");
  const asEdit = wire.refuse(draft, "edit", text);
  return asEdit && wire.refuse(draft, "redact", text) && wire.refuse(draft, "remove", text) && asEdit;
}

/** In prompt order of the blocks they stand behind; those at the end of the system prompt first. */
function insertsOf(changes: readonly BodyChange[]): Extract<BodyChange, { kind: "insert" }>[] {
  const inserts = changes.filter((change) => change.kind === "insert");
  return inserts.sort((a, b) => (a.behind?.start ?? -1) - (b.behind?.start ?? -1));
}

function placeIn(wire: WireEditing, document: Document, behind: PlacedDraft | null): Place | Refusal {
  if (document.readOnly !== null) return readOnlyRefusal(document.readOnly);
  return wire.place(document, behind && locate(document, behind));
}

const refused = ({ code, reason }: Refusal): RangeError => new RangeError(`${code}: ${reason}`);
