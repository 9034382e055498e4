import type { LibraryRef, PackPreview } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { base64 } from "../text/base64.ts";
import { Deed } from "./deed.svelte.ts";

/** Bytes of the largest pack that is read: base64 of more would be refused by the API. */
const largest = 5_900_000;

/** What an import and an install from a registry take alike. */
interface How {
  readonly dryRun?: boolean;
  readonly integrity?: string;
  readonly replace: boolean;
  readonly acceptSigner: boolean;
}

/** From a dropped or chosen `.aperture-pack`, or a name in a registry, to what it would change, to having it. */
export class PackImport {
  readonly deed = new Deed();
  preview: PackPreview | undefined = $state.raw();
  /** The file's name, or `preset calm`. */
  title: string | undefined = $state();
  /** Another key than before signed it, and that is fine. */
  acceptsSigner = $state(false);
  /** What is there under the same names goes. */
  replaces = $state(false);
  #ask: ((how: How) => Promise<PackPreview>) | undefined;
  readonly #client: Pick<LibraryClient, "import" | "install">;

  constructor(client: Pick<LibraryClient, "import" | "install">) {
    this.#client = client;
  }

  /** Reads it and keeps nothing. */
  async look(file: Pick<File, "name" | "size" | "arrayBuffer">): Promise<boolean> {
    this.forget();
    if (file.size > largest) {
      this.deed.trouble = `${file.name} is larger than 5.9 MB: no pack is`;
      return false;
    }
    return this.deed.run(async () => {
      const pack = base64(new Uint8Array(await file.arrayBuffer()));
      await this.#look(file.name, (how) => this.#client.import({ pack, ...how }));
    });
  }

  /** The newest of this name in the registries that are known; verified, and not kept. */
  find({ kind, name }: LibraryRef): Promise<boolean> {
    this.forget();
    return this.deed.run(() => this.#look(`${kind} ${name}`, (how) => this.#client.install({ kind, name, ...how })));
  }

  get needsSigner(): boolean {
    return this.preview?.signer.status === "changed";
  }

  get needsReplace(): boolean {
    return this.preview?.items.some(({ state }) => state === "replaces") ?? false;
  }

  /** Whether everything that has to be said was said. */
  get isReady(): boolean {
    return (
      this.preview !== undefined && (!this.needsSigner || this.acceptsSigner) && (!this.needsReplace || this.replaces)
    );
  }

  /** What was imported, or undefined where it was refused. */
  async confirm(): Promise<PackPreview | undefined> {
    const { preview } = this;
    const ask = this.#ask;
    if (!preview || !ask || !this.isReady) return undefined;
    let imported: PackPreview | undefined;
    await this.deed.run(async () => {
      imported = await ask({
        // Another content than the one that was looked at is refused.
        integrity: preview.integrity,
        replace: this.replaces,
        acceptSigner: this.acceptsSigner,
      });
    });
    if (imported) this.forget();
    return imported;
  }

  forget(): void {
    this.preview = undefined;
    this.title = undefined;
    this.acceptsSigner = false;
    this.replaces = false;
    this.deed.trouble = undefined;
    this.#ask = undefined;
  }

  async #look(title: string, ask: (how: How) => Promise<PackPreview>): Promise<void> {
    // A dry run changes nothing: it may say what a changed signer or another item of the same name would come to.
    this.preview = await ask({ dryRun: true, acceptSigner: true, replace: true });
    this.#ask = ask;
    this.title = title;
  }
}
