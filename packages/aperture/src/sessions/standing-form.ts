import type { Dialect, PlacedDraft } from "@aperture/engine/dialects/dialect";
import type { BodyChange } from "@aperture/engine/dialects/editing";
import { splice } from "@aperture/engine/document/splice";
import type { Change } from "@aperture/engine/governor/change";
import type { Reading } from "./read-request.ts";
import type { KnownPart } from "./state.ts";

/**
 * The body with the changes that stand in its lane, made from their frozen texts; the very bytes that came where there are none.
 * Null where not all of them are in what it begins with, like the request before: what becomes of the others is to be
 * decided. Throws where one is refused by now.
 */
export function standingForm(
  dialect: Dialect,
  { document, drafts }: Pick<Reading, "document" | "drafts">,
  before: readonly KnownPart[],
  changes: readonly Change[],
): Uint8Array | null {
  if (document.readOnly !== null) return null;
  const wanted = standingAt(changes);
  const found: BodyChange[] = insertsBehind(null, wanted.inserts.get(null));
  let places = wanted.inserts.has(null) ? 1 : 0;
  for (let index = 0; index < before.length && index < drafts.length; index++) {
    const part = before[index]!;
    const placed = drafts[index]!;
    if (!isSame(part, placed)) break;
    const change = wanted.replaced.get(part.n);
    if (change) {
      // The client says something else than what it was made from.
      if (change.originalHash !== null && change.originalHash !== part.hash) return null;
      if (isRefused(dialect, placed, change)) return null;
      found.push({ kind: "replace", placed, text: change.text });
      places++;
    }
    const inserts = wanted.inserts.get(part.n);
    if (inserts) {
      found.push(...insertsBehind(placed, inserts));
      places++;
    }
  }
  if (places < wanted.replaced.size + wanted.inserts.size) return null;
  return found.length === 0 ? document.bytes : splice(document.bytes, dialect.editing.edits(document, found));
}

const isRefused = ({ editing }: Dialect, { draft }: PlacedDraft, { kind, text }: Change): boolean =>
  kind !== "insert" && editing.refuse(draft, kind, text) !== null;

/** By the block they stand at; of several for one block the newest. */
function standingAt(changes: readonly Change[]) {
  const replaced = new Map<number, Change>();
  const inserts = new Map<number | null, Change[]>();
  for (const change of changes) {
    if (change.kind !== "insert") replaced.set(change.block, change);
    else inserts.set(change.anchor, [...(inserts.get(change.anchor) ?? []), change]);
  }
  return { replaced, inserts };
}

const insertsBehind = (behind: PlacedDraft | null, inserts: readonly Change[] | undefined): BodyChange[] =>
  (inserts ?? []).map(({ text }) => ({ kind: "insert", behind, text }));

/** Cache marks move with every turn. */
const isSame = ({ key, hash, toolId }: KnownPart, { draft }: PlacedDraft): boolean =>
  key === draft.key && hash === draft.hash && toolId === draft.toolId;
