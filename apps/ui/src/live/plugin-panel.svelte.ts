import type { PluginPanel as Answer } from "@aperture/sdk";
import type { PluginClient } from "@aperture/sdk/plugin-client";
import { coalesce } from "./coalesce.ts";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

export type PanelClient = Pick<PluginClient, "panel" | "action">;
export type ActionInput = Parameters<PluginClient["action"]>[2];

/** The panel of one plugin, and what its buttons do. */
export class PluginPanel {
  readonly shown = new Latest<Answer>();
  readonly deed = new Deed();
  /** What the last action answered, in words. */
  said: string | undefined = $state();
  readonly id: string;
  readonly #client: PanelClient;
  readonly refresh: () => void = coalesce(
    () => this.load(),
    1_000,
    () => undefined,
  );

  constructor(client: PanelClient, id: string) {
    this.#client = client;
    this.id = id;
  }

  load(): Promise<void> {
    return this.shown.read(() => this.#client.panel(this.id));
  }

  /** True where the plugin took it. */
  async act(name: string, input: NonNullable<ActionInput>): Promise<boolean> {
    this.said = undefined;
    const isDone = await this.deed.run(async () => {
      this.said = inWords((await this.#client.action(this.id, name, input)).result);
    });
    if (isDone) await this.load();
    return isDone;
  }
}

/** Plugins answer with any JSON: a sentence is one, nothing is "done". */
function inWords(result: unknown): string {
  if (result === null || result === undefined) return "done";
  const text = typeof result === "string" ? result : JSON.stringify(result);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
