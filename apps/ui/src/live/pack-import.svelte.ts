import type { PackPreview } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { base64 } from "../text/base64.ts";
import { Deed } from "./deed.svelte.ts";

/** Bytes of the largest pack that is read: base64 of more would be refused by the API. */
const largest = 5_900_000;

/** From a dropped or chosen `.aperture-pack` to what it would change, to having it. */
export class PackImport {
  readonly deed = new Deed();
  preview: PackPreview | undefined = $state.raw();
  filename: string | undefined = $state();
  /** Another key than before signed it, and that is fine. */
  acceptsSigner = $state(false);
  /** What is there under the same names goes. */
  replaces = $state(false);
  #pack: string | undefined;
  readonly #client: Pick<LibraryClient, "import">;

  constructor(client: Pick<LibraryClient, "import">) {
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
      // A dry run changes nothing: it may say what a changed signer or another item of the same name would come to.
      this.preview = await this.#client.import({ pack, dryRun: true, acceptSigner: true, replace: true });
      this.#pack = pack;
      this.filename = file.name;
    });
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
    const pack = this.#pack;
    if (!preview || pack === undefined || !this.isReady) return undefined;
    let imported: PackPreview | undefined;
    await this.deed.run(async () => {
      imported = await this.#client.import({
        pack,
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
    this.filename = undefined;
    this.acceptsSigner = false;
    this.replaces = false;
    this.deed.trouble = undefined;
    this.#pack = undefined;
  }
}
