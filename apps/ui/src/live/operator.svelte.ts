import type { OperationKind, OperationResult, Pinned, Zone } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import { describeError } from "../text/describe-error.ts";
import { describeResult } from "../text/describe-result.ts";
import type { Intent } from "../view/intent.ts";
import { type IntentClient, runIntent, type Targets } from "./run-intent.ts";

/** What was done last, in words. */
export interface Said {
  readonly words: string;
  /** Can be undone, where there is one. */
  readonly operation: string | null;
  readonly failed: boolean;
}

export type OperatorClient = IntentClient &
  Pick<ControlClient, "pin" | "move" | "edit" | "undo" | "applyPending" | "operations" | "addNote">;

/** Operations that decide nothing of their own: what they took back or hurried is another's. */
const decidesNothing: readonly OperationKind[] = ["undo", "apply"];

/** Does things to blocks, one at a time, and says what came of it. */
export class Operator {
  said: Said | undefined = $state.raw();
  busy = $state(false);
  readonly #client: OperatorClient;

  constructor(client: OperatorClient) {
    this.#client = client;
  }

  run = (intent: Intent, to: Targets, how: "when-free" | "now"): Promise<boolean> =>
    this.#do(runIntent(this.#client, intent, to, how));
  /** `null` unpins. */
  pin = (to: Targets, pinned: Pinned): Promise<boolean> => this.#do(this.#client.pin({ ...input(to), pinned }));
  /** `null`: by rule again. */
  move = (to: Targets, zone: Zone | null): Promise<boolean> => this.#do(this.#client.move({ ...input(to), zone }));
  edit = (to: Targets, content: string, apply: "when-free" | "now"): Promise<boolean> =>
    this.#do(this.#client.edit({ ...input(to), content, apply }));
  /** To a version of the block's history; 0 is the client's own. */
  restore = (to: Targets, version: number): Promise<boolean> =>
    this.#do(this.#client.restore({ ...input(to), version }));
  undo = (operation: string): Promise<boolean> => this.#do(this.#client.undo({ operation }), "undone: ");
  /** All that waits in the session, or these changes. */
  applyNow = (session: string, changes?: readonly string[]): Promise<boolean> =>
    this.#do(this.#client.applyPending({ session, ...(changes ? { changes: [...changes] } : {}) }));

  /** Takes back what was done last and still stands; says so where there is nothing. */
  async undoLast(session: string): Promise<boolean> {
    return this.#within(async () => {
      const { operations } = await this.#client.operations({ session, limit: 100 });
      const last = operations.find(({ kind, undoneBy }) => !decidesNothing.includes(kind) && undoneBy === null);
      if (!last) return { words: "There is nothing to undo", operation: null };
      const result = await this.#client.undo({ operation: last.id });
      return { words: `${last.kind} undone: ${describeResult(result)}`, operation: result.operation };
    });
  }

  /** The same note for each of the blocks. */
  note(ids: readonly string[], text: string): Promise<boolean> {
    return this.#within(async () => {
      for (const id of ids) await this.#client.addNote(id, text);
      return { words: ids.length === 1 ? `note at ${ids[0]}` : `note at ${ids.length} blocks`, operation: null };
    });
  }

  hush(): void {
    this.said = undefined;
  }

  #do(result: Promise<OperationResult>, before = ""): Promise<boolean> {
    return this.#within(async () => {
      const done = await result;
      return { words: before + describeResult(done), operation: done.operation };
    });
  }

  /** True where it worked. Never rejects. */
  async #within(work: () => Promise<Omit<Said, "failed">>): Promise<boolean> {
    this.busy = true;
    try {
      this.said = { ...(await work()), failed: false };
      return true;
    } catch (error) {
      this.said = { words: describeError(error), operation: null, failed: true };
      return false;
    } finally {
      this.busy = false;
    }
  }
}

const input = ({ ids, session, lane }: Targets) => ({
  ids: [...ids],
  session,
  ...(lane === undefined ? {} : { lane }),
});
