import type { PluginSearch as Answer } from "@aperture/sdk";
import type { PluginClient } from "@aperture/sdk/plugin-client";
import { Latest } from "./latest.svelte.ts";

/** Plugins that registries have. They are asked when somebody says so, not with every letter: some are on the network. */
export class PluginSearch {
  readonly found = new Latest<Answer>();
  busy = $state(false);
  /** What the shown answer is to. */
  asked: string | undefined = $state();
  readonly #client: Pick<PluginClient, "search">;

  constructor(client: Pick<PluginClient, "search">) {
    this.#client = client;
  }

  /** Never rejects. */
  async ask(words: string): Promise<void> {
    this.busy = true;
    this.asked = words.trim();
    try {
      await this.found.read(() => this.#client.search(words.trim()));
    } finally {
      this.busy = false;
    }
  }
}
