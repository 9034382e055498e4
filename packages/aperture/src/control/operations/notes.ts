import type { Note } from "@aperture/sdk";
import type { NoteRecord } from "../../store/control-records.ts";
import { findBlock } from "../look-up/find-block.ts";
import { findNumbered } from "../look-up/find-numbered.ts";
import { hideValues } from "../look-up/hide-values.ts";
import { idOf } from "../look-up/ids.ts";
import type { OperationContext } from "./context.ts";

const noteView = (note: NoteRecord): Note => ({
  id: idOf("note", note.n),
  block: idOf("block", note.block),
  actor: note.actor,
  at: new Date(note.at).toISOString(),
  text: note.text,
});

/** Oldest first. */
export const notesOf = ({ store }: OperationContext, block: string): Note[] =>
  store.control.notes.ofBlock(findBlock(store, block).n).map(noteView);

export function addNote({ store, now }: OperationContext, id: string, text: string, actor: string): Note {
  const block = findBlock(store, id);
  return store.transaction(() => {
    const note = store.control.notes.insert({
      block: block.n,
      session: block.session,
      actor,
      at: now(),
      text: hideValues(store, block.session, text),
    });
    tell(store, note);
    return noteView(note);
  });
}

export function removeNote({ store }: OperationContext, id: string): void {
  const note = findNumbered("note", id, (n) => store.control.notes.get(n));
  store.transaction(() => {
    store.control.notes.remove(note.n);
    tell(store, note);
  });
}

function tell(store: OperationContext["store"], { session, block }: NoteRecord): void {
  store.events.append("block-noted", {
    sessionId: idOf("session", session),
    block: idOf("block", block),
    notes: store.control.notes.ofBlock(block).length,
  });
}
