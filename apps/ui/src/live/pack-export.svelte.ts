import type { ExportedPack, LibraryRef } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { bytesOf } from "../text/base64.ts";
import { Deed } from "./deed.svelte.ts";

/** Hands a file to whoever looks at the page. */
export type SaveFile = (name: string, bytes: Uint8Array<ArrayBuffer>) => void;

/** Items of the library as one signed file. */
export class PackExport {
  readonly deed = new Deed();
  note = $state("");
  publisher = $state("");
  /** What was made last. */
  made: ExportedPack | undefined = $state.raw();
  readonly #client: Pick<LibraryClient, "export">;
  readonly #save: SaveFile;

  constructor(client: Pick<LibraryClient, "export">, save: SaveFile) {
    this.#client = client;
    this.#save = save;
  }

  make(items: readonly LibraryRef[]): Promise<boolean> {
    this.made = undefined;
    return this.deed.run(async () => {
      const made = await this.#client.export({
        items: items.map(({ kind, name }) => ({ kind, name })),
        note: this.note.trim(),
        publisher: this.publisher.trim(),
      });
      this.#save(made.filename, bytesOf(made.pack));
      this.made = made;
    });
  }
}
