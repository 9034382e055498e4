import type { NewStagedItem, StagedItem } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

export type StagingClient = Pick<ControlClient, "staging" | "stage" | "setStaged" | "unstage">;

/** What waits for its moment in a session, with what is offered to every session. */
export class Staging {
  readonly list = new Latest<readonly StagedItem[]>();
  readonly deed = new Deed();
  readonly #client: StagingClient;

  constructor(client: StagingClient) {
    this.#client = client;
  }

  load(session: string): Promise<void> {
    return this.list.read(async () => (await this.#client.staging({ session })).items);
  }

  add = (session: string, item: NewStagedItem): Promise<boolean> => this.#do(session, () => this.#client.stage(item));
  turn = (session: string, { id, enabled }: StagedItem): Promise<boolean> =>
    this.#do(session, () => this.#client.setStaged(id, !enabled));
  remove = (session: string, id: string): Promise<boolean> => this.#do(session, () => this.#client.unstage(id));

  async #do(session: string, work: () => Promise<unknown>): Promise<boolean> {
    const isDone = await this.deed.run(work);
    if (isDone) await this.load(session);
    return isDone;
  }
}
