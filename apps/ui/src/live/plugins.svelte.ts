import type { Plugins as Answer, CapabilityState, PluginInfo } from "@aperture/sdk";
import type { PluginClient } from "@aperture/sdk/plugin-client";
import { coalesce } from "./coalesce.ts";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

export type PluginsClient = Pick<
  PluginClient,
  "list" | "enable" | "disable" | "release" | "reload" | "undo" | "remove" | "update"
>;

/** A word of the API that changes what a plugin does, without anything more to say. */
export type PluginWord = "enable" | "disable" | "release" | "reload";

/** What is installed, kept up by events; and what a person does with it. */
export class Plugins {
  readonly list = new Latest<Answer>();
  readonly deed = new Deed();
  /** What came of the last deed, in words. */
  said: string | undefined = $state();
  readonly #client: PluginsClient;
  /** A chatty plugin may tell many events a second: the list is read a few times. */
  readonly refresh: () => void = coalesce(
    () => this.load(),
    400,
    () => undefined,
  );

  constructor(client: PluginsClient) {
    this.#client = client;
  }

  get all(): readonly PluginInfo[] {
    return this.list.value?.plugins ?? [];
  }

  find = (id: string | undefined): PluginInfo | undefined => this.all.find((plugin) => plugin.id === id);

  /** Why it is not known what is installed, and none runs; undefined where it is known. */
  get trouble(): string | undefined {
    return this.list.value?.trouble ?? undefined;
  }

  load(): Promise<void> {
    return this.list.read(() => this.#client.list());
  }

  run = (id: string, word: PluginWord): Promise<boolean> => this.#do(() => this.#client[word](id));

  /** Takes back everything it ever did to blocks: where it costs nothing, or with the next request. */
  undo(id: string, apply: "when-free" | "now"): Promise<boolean> {
    return this.#do(async () => {
      const { undone } = await this.#client.undo(id, { apply });
      return undone === 1 ? "1 change taken back" : `${undone} changes taken back`;
    });
  }

  remove(id: string, purge: boolean): Promise<boolean> {
    return this.#do(async () => {
      const { undone } = await this.#client.remove(id, { purge });
      return `${id} is removed${purge ? ", with what it stored" : ""}; ${undone} of its changes taken back`;
    });
  }

  /** A lost one protects no longer: nothing is left of it to be turned on again, so turning it off takes it from the list. */
  letGo(id: string): Promise<boolean> {
    return this.#do(async () => {
      await this.#client.disable(id);
      return `requests pass without ${id}`;
    });
  }

  /** Gives or takes a capability everywhere. */
  grant({ id, capabilities }: PluginInfo, capability: string, granted: boolean): Promise<boolean> {
    const held = capabilities.filter((one) => one.granted).map((one) => one.capability);
    const grant = granted ? [...new Set([...held, capability])] : held.filter((one) => one !== capability);
    return this.#do(() => this.#client.update(id, { grant }));
  }

  /** Takes a granted capability away in one project, or gives it back there. */
  narrow({ id, capabilities }: PluginInfo, capability: string, project: string, away: boolean): Promise<boolean> {
    const gone = capabilities.filter((one) => isNarrowed(one, project)).map((one) => one.capability);
    const without = away ? [...new Set([...gone, capability])] : gone.filter((one) => one !== capability);
    return this.#do(() => this.#client.update(id, { narrow: { project, without } }));
  }

  async #do(work: () => Promise<unknown>): Promise<boolean> {
    this.said = undefined;
    let outcome: unknown;
    const isDone = await this.deed.run(async () => {
      outcome = await work();
    });
    if (isDone && typeof outcome === "string") this.said = outcome;
    if (isDone) await this.load();
    return isDone;
  }
}

export const isNarrowed = (state: CapabilityState, project: string): boolean => state.narrowedIn.includes(project);
