import type { PluginSecrets as Answer } from "@aperture/sdk";
import type { PluginClient } from "@aperture/sdk/plugin-client";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

export type SecretsClient = Pick<PluginClient, "secrets" | "setSecret" | "removeSecret">;

/** Names of a plugin's secrets, and whether they are set. A value goes in and never comes back. */
export class PluginSecrets {
  readonly list = new Latest<Answer>();
  readonly deed = new Deed();
  readonly #client: SecretsClient;
  readonly #id: string;

  constructor(client: SecretsClient, id: string) {
    this.#client = client;
    this.#id = id;
  }

  load = (): Promise<void> => this.list.read(() => this.#client.secrets(this.#id));

  async set(name: string, value: string): Promise<boolean> {
    if (value === "") return false;
    return this.#do(() => this.#client.setSecret(this.#id, name, value));
  }

  unset = (name: string): Promise<boolean> => this.#do(() => this.#client.removeSecret(this.#id, name));

  async #do(work: () => Promise<Answer>): Promise<boolean> {
    const isDone = await this.deed.run(work);
    if (isDone) await this.load();
    return isDone;
  }
}
