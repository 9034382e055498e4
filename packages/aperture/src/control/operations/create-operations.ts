import { findBlock } from "../look-up/find-block.ts";
import { findNumbered } from "../look-up/find-numbered.ts";
import { findSession } from "../look-up/find-session.ts";
import { sessionAsked } from "../look-up/session-asked.ts";
import { blockDiff } from "./block-diff.ts";
import { versionViews } from "./block-versions.ts";
import { diffCheckpoint, listCheckpoints, removeCheckpoint, restoreCheckpoint, saveCheckpoint } from "./checkpoints.ts";
import { compressBlocks } from "./compress-blocks.ts";
import type { OperationContext } from "./context.ts";
import type { ControlService } from "./control-service.ts";
import { editBlocks } from "./edit-blocks.ts";
import { insertBlock } from "./insert-block.ts";
import { addNote, notesOf, removeNote } from "./notes.ts";
import { operationView } from "./operation-view.ts";
import { applyPending, pendingChanges } from "./pending-changes.ts";
import { redactBlocks } from "./redact-blocks.ts";
import { removeBlocks } from "./remove-blocks.ts";
import { restoreBlocks } from "./restore-blocks.ts";
import { sessionControl, setBudget, setControl } from "./session-control.ts";
import { moveBlocks, pinBlocks } from "./set-blocks.ts";
import { trashOf } from "./trash.ts";
import { turnPipeline } from "./turn-pipeline.ts";
import { undoOperations } from "./undo-operations.ts";

/** The operations as one service. */
export function createOperations(context: OperationContext): ControlService {
  const { store } = context;
  return {
    compress: (input, call) => compressBlocks(context, input, call),
    restore: (input, call) => restoreBlocks(context, input, call),
    pin: (input, call) => pinBlocks(context, input, call),
    move: (input, call) => moveBlocks(context, input, call),
    edit: (input, call) => editBlocks(context, input, call),
    remove: (input, call) => removeBlocks(context, input, call),
    insert: (input, call) => insertBlock(context, input, call),
    redact: (input, call) => redactBlocks(context, input, call),
    undo: (input, call) => undoOperations(context, input, call),
    applyPending: (input, call) => applyPending(context, input, call),

    operations({ session: name, limit, before }) {
      const session = sessionAsked(store, name);
      if (!session) return { session: null, operations: [] };
      const page = { limit, ...(before === undefined ? {} : { before }) };
      return { session: session.n, operations: store.control.operations.ofSession(session.n, page) };
    },
    operation: (id) => operationView(findNumbered("operation", id, (n) => store.control.operations.get(n))),
    pending: (session) => pendingChanges(context, sessionAsked(store, session)),
    trash: (session) => trashOf(context, sessionAsked(store, session)),
    versions: (block) => versionViews(store, findBlock(store, block)),
    diff: (block, query, hide) => blockDiff(context, block, query, hide),
    pipeline: (turn) => turnPipeline(context, turn),

    notes: (block) => notesOf(context, block),
    addNote: (block, text, { actor }) => addNote(context, block, text, actor),
    removeNote: (id) => removeNote(context, id),

    checkpoints: (session) => listCheckpoints(context, session),
    saveCheckpoint: (input) => saveCheckpoint(context, input),
    removeCheckpoint: (id) => removeCheckpoint(context, id),
    diffCheckpoint: (id, to) => diffCheckpoint(context, id, to),
    restoreCheckpoint: (id, input, call) => restoreCheckpoint(context, id, input, call),

    control: (session) => sessionControl(context, findSession(store, session)),
    setControl: (session, input) => setControl(context, findSession(store, session), input),
    setBudget: (session, input) => setBudget(context, findSession(store, session), input),
  };
}
