import type { InspectPlugin, PluginInfo, PluginInspection } from "@aperture/sdk";
import type { PluginClient } from "@aperture/sdk/plugin-client";
import { base64 } from "../text/base64.ts";
import { Deed } from "./deed.svelte.ts";

export type InstallClient = Pick<PluginClient, "inspect" | "install">;

/** Bytes of the largest archive that is read: the API takes no larger one. */
const largest = 32 * 1024 * 1024;

/** From a folder or file to a consent to an installed plugin. Nothing is granted that was not ticked. */
export class PluginInstall {
  readonly deed = new Deed();
  /** What somebody is asked to consent to. */
  inspection: PluginInspection | undefined = $state.raw();
  granted: ReadonlySet<string> = $state.raw(new Set());
  /** A native plugin is trusted by writing its name. */
  typedName = $state("");
  /** Run from the author's folder, and reload when it changes. */
  link = $state(false);
  /** Another key than before signed it, and that is fine. */
  acceptsPublisher = $state(false);
  #source: InspectPlugin = {};
  readonly #client: InstallClient;

  constructor(client: InstallClient) {
    this.#client = client;
  }

  fromPath(path: string): Promise<boolean> {
    return this.#inspect({ path: path.trim() });
  }

  /** By name, git address or npm name. */
  fromSpec(spec: string, registry?: string): Promise<boolean> {
    return this.#inspect({ spec: spec.trim(), ...(registry === undefined ? {} : { registry }) });
  }

  async fromFile(file: Pick<File, "name" | "size" | "arrayBuffer">): Promise<boolean> {
    if (file.size <= largest)
      return this.deed.run(async () => this.#look({ archive: base64(new Uint8Array(await file.arrayBuffer())) }));
    this.deed.trouble = `${file.name} is larger than 32 MB`;
    return false;
  }

  get isFolder(): boolean {
    return this.#source.path !== undefined && !this.#source.path.endsWith(".tgz");
  }

  get isNative(): boolean {
    return this.inspection?.manifest.runtime === "native";
  }

  get isTrusted(): boolean {
    return !this.isNative || this.typedName === this.inspection?.manifest.name;
  }

  /** Who signed it is somebody else than who signed what is installed. */
  get needsPublisher(): boolean {
    return this.inspection?.signer?.status === "changed" || (this.inspection?.diff?.publisher ?? null) !== null;
  }

  /** Whether everything that it takes was said. */
  get isReady(): boolean {
    return this.isTrusted && (!this.needsPublisher || this.acceptsPublisher);
  }

  tick(capability: string): void {
    const next = new Set(this.granted);
    if (!next.delete(capability)) next.add(capability);
    this.granted = next;
  }

  tickAll(all: boolean): void {
    this.granted = new Set(all ? this.inspection?.capabilities.map(({ capability }) => capability) : []);
  }

  /** The installed plugin, or undefined where it was refused. */
  async consent(): Promise<PluginInfo | undefined> {
    const { inspection } = this;
    if (!inspection || !this.isReady) return undefined;
    let installed: PluginInfo | undefined;
    await this.deed.run(async () => {
      installed = await this.#client.install({
        ...this.#source,
        // Another content than the one that was looked at is refused.
        integrity: inspection.integrity,
        grant: [...this.granted],
        acceptPublisher: this.acceptsPublisher,
        trust: this.isNative,
        link: this.link && this.isFolder,
      });
    });
    if (installed) this.forget();
    return installed;
  }

  forget(): void {
    this.#source = {};
    this.inspection = undefined;
    this.granted = new Set();
    this.typedName = "";
    this.link = false;
    this.acceptsPublisher = false;
  }

  #inspect(source: InspectPlugin): Promise<boolean> {
    return this.deed.run(() => this.#look(source));
  }

  async #look(source: InspectPlugin): Promise<void> {
    const inspection = await this.#client.inspect(source);
    this.forget();
    this.#source = source;
    this.inspection = inspection;
  }
}
