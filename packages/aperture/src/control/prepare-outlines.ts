import { languageOf } from "@aperture/engine/compression/summarize/language-of";
import { type OutlineQuestion, outlineQuestions } from "@aperture/engine/compression/summarize/outline-questions";
import type { Budget } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";
import type { BlockRecord } from "../store/records.ts";
import { numberOf } from "./look-up/ids.ts";

export interface PrepareOutlinesOptions {
  readonly store: Store;
  readonly budgetOf: (session: number) => Budget;
  readonly prepare: (question: OutlineQuestion) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/**
 * Behind each turn, the outlines of the files it read for the first time, in the sessions whose budget summarizes: a request
 * that needs the room does not wait for a parser, it takes what is there. Returns what ends the watch.
 */
export function prepareOutlines({ store, budgetOf, prepare, failed }: PrepareOutlinesOptions): () => void {
  /** Newest block of each session that was looked at. */
  const seen = new Map<number, number>();
  let last: Promise<void> = Promise.resolve();
  let open = true;

  async function prepareAll(blocks: readonly number[]): Promise<void> {
    for (const n of blocks) {
      // Reads from the store: the loop gets a turn in between.
      await new Promise(setImmediate);
      if (!open) return;
      const block = store.blocks.get(n);
      if (!block || !isCode(block)) continue;
      const { toolName, filePaths, isError } = block.meta;
      const text = store.contents.text(block.hash);
      if (text === undefined) continue;
      // The same that `enforceBudget` knows of it, so that it asks the same.
      for (const question of outlineQuestions({ text, role: block.role, toolName, filePaths, isError }))
        await prepare(question);
    }
  }

  const stop = store.events.subscribe((event) => {
    if (event.type === "session-removed") seen.delete(numberOf("session", event.data.sessionId) ?? 0);
    if (event.type !== "turn-recorded") return;
    const session = numberOf("session", event.data.sessionId);
    const turn = numberOf("turn", event.data.turnId);
    if (session === undefined || turn === undefined) return;
    try {
      if (budgetOf(session).strategy !== "condense") return;
      const before = seen.get(session) ?? 0;
      const blocks = (store.turns.get(turn)?.blocks ?? []).filter((n) => n > before);
      if (blocks.length === 0) return;
      seen.set(session, Math.max(...blocks));
      last = last.then(() => prepareAll(blocks)).catch(failed);
    } catch (error) {
      failed(error);
    }
  });
  return () => {
    open = false;
    stop();
  };
}

function isCode({ role, meta }: BlockRecord): boolean {
  const [path, another] = meta.filePaths ?? [];
  return role === "tool_result" && path !== undefined && another === undefined && languageOf(path) !== undefined;
}
