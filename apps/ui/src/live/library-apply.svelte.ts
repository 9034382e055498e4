import type { AppliedLibraryItem, ApplyLibraryItem, LibraryKind } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

/** What is asked for: applying or taking away, in one session or (no session) in every new one. */
export interface Application {
  readonly session: string | undefined;
  readonly removes: boolean;
  /** Settings of plugins go along. */
  readonly plugins: boolean;
}

/** Applying something or taking it away: first what that would change, then doing exactly that. */
export class LibraryApply {
  /** What it would change. */
  readonly plan = new Latest<AppliedLibraryItem>();
  readonly deed = new Deed();
  said: string | undefined = $state();
  readonly #client: Pick<LibraryClient, "apply">;
  readonly #kind: LibraryKind;
  readonly #name: string;
  /** What the plan is of. */
  #asked: Application | undefined;

  constructor(client: Pick<LibraryClient, "apply">, kind: LibraryKind, name: string) {
    this.#client = client;
    this.#kind = kind;
    this.#name = name;
  }

  /** Asks what would change; nothing does. A newer question makes an older one's answer worthless. */
  async ask(application: Application): Promise<void> {
    const { session, removes, plugins } = this.#asked ?? {};
    const isOther =
      session !== application.session || removes !== application.removes || plugins !== application.plugins;
    if (isOther) this.plan.forget();
    this.#asked = application;
    await this.plan.read(() => this.#send(application, true));
  }

  /** Does what was shown; without a plan nothing is done. It is done when `reread` is: what counts now is known again. */
  async confirm(reread: () => Promise<void>): Promise<boolean> {
    const asked = this.#asked;
    if (asked === undefined || this.plan.value === undefined) return false;
    this.said = undefined;
    let done: AppliedLibraryItem | undefined;
    const isDone = await this.deed.run(async () => {
      done = await this.#send(asked, false);
      await reread();
    });
    if (!isDone || !done) return false;
    const where = done.where === "everywhere" ? "in every new session" : `in ${done.where}`;
    this.said = `${this.#name} ${asked.removes ? "counts no longer" : "counts"} ${where}`;
    return true;
  }

  #send({ session, removes, plugins }: Application, dryRun: boolean): Promise<AppliedLibraryItem> {
    const where: ApplyLibraryItem = session === undefined ? { everywhere: true } : { session };
    return this.#client.apply(this.#kind, this.#name, { ...where, remove: removes, plugins, dryRun });
  }
}
