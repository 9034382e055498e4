import type { Operation } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import { Latest } from "./latest.svelte.ts";

/** What was done in a session, newest first, as far back as somebody asked. */
export class ActionLog {
  readonly #client: Pick<ControlClient, "operations">;
  readonly #page = new Latest<{ operations: readonly Operation[]; isWhole: boolean }>();
  #limit = 50;

  constructor(client: Pick<ControlClient, "operations">) {
    this.#client = client;
  }

  get operations(): readonly Operation[] {
    return this.#page.value?.operations ?? [];
  }

  get isRead(): boolean {
    return this.#page.value !== undefined;
  }

  get hasMore(): boolean {
    return this.#page.value?.isWhole === false;
  }

  get trouble(): string | undefined {
    return this.#page.trouble;
  }

  load(session: string): Promise<void> {
    return this.#page.read(async () => {
      const { operations, next } = await this.#client.operations({ session, limit: this.#limit });
      return { operations, isWhole: next === null };
    });
  }

  /** Twice as far back; the API gives a thousand at most. */
  loadMore(session: string): Promise<void> {
    this.#limit = Math.min(1_000, this.#limit * 2);
    return this.load(session);
  }
}
