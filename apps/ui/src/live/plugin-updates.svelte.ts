import type { PluginUpdates as Answer, PluginAudit, PluginInfo, PluginUpdate, StartUpdate } from "@aperture/sdk";
import type { PluginClient } from "@aperture/sdk/plugin-client";
import { describePhase, isOpen } from "../text/describe-update.ts";
import { coalesce } from "./coalesce.ts";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

export type UpdatesClient = Pick<
  PluginClient,
  "updates" | "checkUpdates" | "startUpdate" | "rollback" | "pin" | "audit"
>;

/** Other versions of what is installed: which there are, how far each came, and the way back. */
export class PluginUpdates {
  readonly list = new Latest<Answer>();
  readonly audit = new Latest<PluginAudit>();
  readonly deed = new Deed();
  /** What came of the last deed, in words. */
  said: string | undefined = $state();
  readonly #client: UpdatesClient;
  /** A watch tells an event for each request. */
  readonly refresh: () => void = coalesce(
    () => this.load(),
    400,
    () => undefined,
  );

  constructor(client: UpdatesClient) {
    this.#client = client;
  }

  get all(): readonly PluginUpdate[] {
    return this.list.value?.updates ?? [];
  }

  /** Those that wait for somebody. */
  get open(): readonly PluginUpdate[] {
    return this.all.filter(({ phase }) => isOpen(phase));
  }

  of = (plugin: string): PluginUpdate | undefined => this.all.find((update) => update.plugin === plugin);

  load(): Promise<void> {
    return this.list.read(() => this.#client.updates());
  }

  readAudit(): Promise<void> {
    return this.audit.read(() => this.#client.audit());
  }

  check(): Promise<boolean> {
    return this.#do(async () => {
      const { updates, troubles } = await this.#client.checkUpdates();
      const open = updates.filter(({ phase }) => isOpen(phase)).length;
      const unasked = troubles.length === 0 ? "" : `; ${troubles.length} could not be asked`;
      return `${open === 0 ? "nothing newer" : open === 1 ? "1 update" : `${open} updates`}${unasked}`;
    });
  }

  start(plugin: string, input: StartUpdate): Promise<boolean> {
    return this.#do(async () => {
      const { phase, reason, version } = await this.#client.startUpdate(plugin, input);
      return `${plugin} ${version}: ${describePhase(phase)}${reason === null ? "" : `, ${reason}`}`;
    });
  }

  rollback(plugin: string): Promise<boolean> {
    return this.#do(async () => {
      const info = await this.#client.rollback(plugin);
      return `${plugin} is ${info.manifest.version} again`;
    });
  }

  pin({ id, manifest }: Pick<PluginInfo, "id" | "manifest">, pinned: boolean): Promise<boolean> {
    return this.#do(async () => {
      await this.#client.pin(id, pinned);
      return pinned ? `${id} stays at ${manifest.version}` : `${id} may be updated again`;
    });
  }

  async #do(work: () => Promise<string>): Promise<boolean> {
    this.said = undefined;
    const isDone = await this.deed.run(async () => {
      this.said = await work();
    });
    await this.load();
    return isDone;
  }
}
