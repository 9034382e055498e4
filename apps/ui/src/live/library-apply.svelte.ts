import type { AppliedLibraryItem, ApplyLibraryItem, LibraryKind } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { Deed } from "./deed.svelte.ts";

/** Where it counts from then on: in the shown session, or in every new one. */
export type Reach = "session" | "everywhere";

/** Applying something or taking it away: first what that would change, then doing exactly that. */
export class LibraryApply {
  readonly deed = new Deed();
  /** What it would change; undefined: nobody asked. */
  plan: AppliedLibraryItem | undefined = $state.raw();
  /** What was asked for: the plan is of this. */
  reach: Reach = $state("session");
  removes = $state(false);
  /** Settings of plugins go along. */
  plugins = $state(true);
  said: string | undefined = $state();
  readonly #client: Pick<LibraryClient, "apply">;
  readonly #kind: LibraryKind;
  readonly #name: string;
  #session: string | undefined;

  constructor(client: Pick<LibraryClient, "apply">, kind: LibraryKind, name: string) {
    this.#client = client;
    this.#kind = kind;
    this.#name = name;
  }

  /** Asks what would change; nothing does. */
  async ask(reach: Reach, removes: boolean, session: string | undefined): Promise<boolean> {
    this.reach = reach;
    this.removes = removes;
    this.#session = session;
    this.said = undefined;
    this.plan = undefined;
    return this.deed.run(async () => {
      this.plan = await this.#send(true);
    });
  }

  /** The same again with or without what it sets of plugins. */
  withPlugins(plugins: boolean): Promise<boolean> {
    this.plugins = plugins;
    return this.ask(this.reach, this.removes, this.#session);
  }

  async confirm(): Promise<boolean> {
    if (this.plan === undefined) return false;
    let done: AppliedLibraryItem | undefined;
    const isDone = await this.deed.run(async () => {
      done = await this.#send(false);
    });
    if (!isDone || !done) return false;
    const where = done.where === "everywhere" ? "in every new session" : `in ${done.where}`;
    this.said = `${this.#name} ${this.removes ? "counts no longer" : "counts"} ${where}`;
    this.plan = undefined;
    return true;
  }

  forget(): void {
    this.plan = undefined;
    this.deed.trouble = undefined;
  }

  #send(dryRun: boolean): Promise<AppliedLibraryItem> {
    const input: ApplyLibraryItem = { remove: this.removes, plugins: this.plugins, dryRun };
    if (this.reach === "everywhere") input.everywhere = true;
    else if (this.#session !== undefined) input.session = this.#session;
    return this.#client.apply(this.#kind, this.#name, input);
  }
}
