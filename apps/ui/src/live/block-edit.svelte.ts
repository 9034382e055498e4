import type { OperationResult } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import type { Draft } from "./draft.svelte.ts";
import { Latest } from "./latest.svelte.ts";
import type { Targets } from "./run-intent.ts";

/** What an edit that is being written would do; asked some time after the last key. */
export class BlockEdit {
  readonly #client: Pick<ControlClient, "edit">;
  readonly #draft: Draft;
  readonly #answer = new Latest<OperationResult>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Pick<ControlClient, "edit">, draft: Draft) {
    this.#client = client;
    this.#draft = draft;
  }

  get result(): OperationResult | undefined {
    return this.#answer.value;
  }

  /** Why it cannot be done, in words: the API's, or the block's. */
  get trouble(): string | undefined {
    const [item] = this.result?.items ?? [];
    return this.#answer.trouble ?? (item?.status === "refused" ? item.reason : undefined);
  }

  get costs(): boolean {
    return (this.result?.summary.pending ?? 0) > 0;
  }

  get canSave(): boolean {
    return this.#draft.isChanged && this.trouble === undefined;
  }

  /** Prices the draft `wait` ms from now, unless it is changed again. */
  ask(to: Targets, wait = 400): void {
    clearTimeout(this.#timer);
    const { text, isChanged } = this.#draft;
    if (!isChanged) {
      this.#answer.forget();
      return;
    }
    const { ids, session, lane } = to;
    const input = { ids: [...ids], session, content: text, dryRun: true, ...(lane === undefined ? {} : { lane }) };
    this.#timer = setTimeout(() => void this.#answer.read(() => this.#client.edit(input)), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
