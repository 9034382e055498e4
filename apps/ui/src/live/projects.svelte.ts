import type { ProjectTrust } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

/** A session's folder: what it would let count, and whether the user lets it. */
export class Projects {
  readonly shown = new Latest<ProjectTrust>();
  readonly deed = new Deed();
  readonly #client: Pick<LibraryClient, "lookAtProject" | "trust">;
  #folder: string | undefined;

  constructor(client: Pick<LibraryClient, "lookAtProject" | "trust">) {
    this.#client = client;
  }

  /** Looks again where it is the same folder; what is shown then stays until the answer is there. */
  look(folder: string): Promise<void> {
    if (folder !== this.#folder) this.shown.forget();
    this.#folder = folder;
    return this.shown.read(() => this.#client.lookAtProject(folder));
  }

  /** Of what is shown: files that became others since are refused, and shown then. */
  async trust(trusts: boolean): Promise<boolean> {
    const shown = this.shown.value;
    if (!shown) return false;
    const isDone = await this.deed.run(() =>
      this.#client.trust({
        folder: shown.folder,
        trust: trusts,
        ...(trusts && shown.digest !== null ? { digest: shown.digest } : {}),
      }),
    );
    await this.look(shown.folder);
    return isDone;
  }
}
