import type { Checkpoint, CheckpointDiff } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

export type CheckpointsClient = Pick<
  ControlClient,
  "checkpoints" | "saveCheckpoint" | "removeCheckpoint" | "diffCheckpoint"
>;

/** The saved decisions of a session, newest first. Going back to one is an intent, looked at before it is done. */
export class Checkpoints {
  readonly list = new Latest<readonly Checkpoint[]>();
  /** How one of them differs from the session as it is now. */
  readonly diff = new Latest<CheckpointDiff>();
  readonly deed = new Deed();
  compared: string | undefined = $state();
  readonly #client: CheckpointsClient;

  constructor(client: CheckpointsClient) {
    this.#client = client;
  }

  async load(session: string): Promise<void> {
    await this.list.read(async () => (await this.#client.checkpoints({ session })).checkpoints);
    if (this.compared !== undefined) await this.#compare(this.compared);
  }

  async save(session: string, name: string): Promise<boolean> {
    const trimmed = name.trim();
    if (trimmed === "") return false;
    const isDone = await this.deed.run(() => this.#client.saveCheckpoint({ session, name: trimmed }));
    if (isDone) await this.load(session);
    return isDone;
  }

  async remove(session: string, id: string): Promise<void> {
    if (this.compared === id) this.compared = undefined;
    if (await this.deed.run(() => this.#client.removeCheckpoint(id))) await this.load(session);
  }

  /** Shows the difference, or puts it away where it is shown. */
  async compare(id: string): Promise<void> {
    this.diff.forget();
    this.compared = this.compared === id ? undefined : id;
    if (this.compared !== undefined) await this.#compare(id);
  }

  #compare(id: string): Promise<void> {
    return this.diff.read(() => this.#client.diffCheckpoint(id));
  }
}
