import { openStore } from "@aperture/aperture/store/open-store";
import { addBlock, startConversation } from "@aperture/aperture/store/testing";
import { addChange, operationOn } from "@aperture/aperture/store/testing-control";
import { report } from "./report.ts";

/**
 * The process that control-kill.test.ts kills: `node control-child.ts <file> <token>`. Writes operations with their changes for
 * ever, moves earlier ones on, undoes some; after each commit one line of JSON says what has to be there from now on.
 */
export interface Acknowledged {
  readonly operation: number;
  /** By number: the state each change is in, and the text that stands for the block. */
  readonly changes: readonly { readonly n: number; readonly state: "pending" | "applied"; readonly text: string }[];
  readonly pinned: number;
  /** The operation that this one undid. */
  readonly undid: number | null;
}

const [file = "", token = ""] = process.argv.slice(2);
const store = openStore({ file });
const { control } = store;
const { session, lane } = startConversation(store, token);
const blocks = store.transaction(() =>
  Array.from({ length: 40 }, (_, index) => addBlock(store, lane, `${token} original ${index} `.repeat(50))),
);
let round = 0;
let last: number | null = null;

/** One operation on three blocks, as the API writes it: everything in one commit. */
function operate(): Acknowledged {
  round += 1;
  const touched = blocks.slice(round % 37, (round % 37) + 3);
  return store.transaction(() => {
    const undid: number | null = round % 5 === 0 ? last : null;
    const { n: operation } = control.operations.insert(operationOn(touched));
    const changes = touched.map((block, index) => {
      const text = `${token} ${round} ${index} `.repeat(round % 60);
      const { n } = addChange(store, block, text, { operation });
      const state = index === 0 ? "applied" : "pending";
      if (index === 0) control.changes.update(n, { state, appliedTurn: round, changedAt: round });
      return { n, state, text } as const;
    });
    const [first] = touched;
    if (first) control.settings.put({ block: first.n, session: session.n, pinned: "top", zone: null });
    if (undid !== null) control.operations.markUndone(undid, operation);
    last = operation;
    store.events.append("client-cancelled", { phase: `${token} ${round}` });
    return { operation, changes, pinned: first?.n ?? 0, undid };
  });
}

setInterval(() => {
  for (let some = 0; some < 5; some += 1) report(JSON.stringify(operate()));
}, 1);
