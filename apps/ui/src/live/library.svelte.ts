import type { LibraryEntry, LibraryKind, LibraryList, SessionLibrary } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { coalesce } from "./coalesce.ts";
import { Deed } from "./deed.svelte.ts";
import { Latest } from "./latest.svelte.ts";

export type ShelfClient = Pick<LibraryClient, "list" | "get" | "write" | "remove" | "inSession">;

/** Presets, rules and templates that are there, and what of them counts in the shown session. */
export class Library {
  readonly list = new Latest<LibraryList>();
  readonly counts = new Latest<SessionLibrary>();
  readonly deed = new Deed();
  readonly #client: ShelfClient;
  #session: string | undefined;
  /** An import tells one event for each item: the list is read once. */
  readonly refresh: () => void = coalesce(
    () => this.load(),
    300,
    () => undefined,
  );

  constructor(client: ShelfClient) {
    this.#client = client;
  }

  get all(): readonly LibraryEntry[] {
    return this.list.value?.items ?? [];
  }

  of = (kind: LibraryKind): readonly LibraryEntry[] => this.all.filter((entry) => entry.kind === kind);

  find = (kind: LibraryKind, name: string | undefined): LibraryEntry | undefined =>
    this.all.find((entry) => entry.kind === kind && entry.name === name);

  /** Whether it counts in the shown session. */
  isInForce({ kind, name }: Pick<LibraryEntry, "kind" | "name">): boolean {
    const counts = this.counts.value;
    if (!counts) return false;
    if (kind === "rule") return counts.rules.includes(name);
    return (kind === "preset" ? counts.preset : counts.template) === name;
  }

  /** Another session is shown, or none. */
  watch(session: string | undefined): void {
    if (session !== this.#session) this.counts.forget();
    this.#session = session;
    this.refresh();
  }

  async load(): Promise<void> {
    const session = this.#session;
    await Promise.all([
      this.list.read(() => this.#client.list()),
      session === undefined ? undefined : this.counts.read(() => this.#client.inSession(session)),
    ]);
  }

  /** A new one that begins as another one is, under its own name; never in the place of one that is there. */
  copy(kind: LibraryKind, from: string, name: string): Promise<boolean> {
    return this.#write(kind, name, async () => renamed((await this.#client.get(kind, from)).text, name));
  }

  /** A new one where there is none to begin with. */
  begin(kind: LibraryKind, name: string): Promise<boolean> {
    return this.#write(kind, name, async () => `kind: ${kind}\nname: ${name}\n${least[kind]}`);
  }

  async #write(kind: LibraryKind, name: string, text: () => Promise<string>): Promise<boolean> {
    if (this.find(kind, name)) {
      this.deed.trouble = `There is a ${kind} ${name} already`;
      return false;
    }
    return this.#do(async () => this.#client.write(kind, name, { text: await text() }));
  }

  remove(kind: LibraryKind, name: string): Promise<boolean> {
    return this.#do(() => this.#client.remove(kind, name, { force: true }));
  }

  async #do(work: () => Promise<unknown>): Promise<boolean> {
    const isDone = await this.deed.run(work);
    if (isDone) await this.load();
    return isDone;
  }
}

/** The least that a file of this kind says beside its name. */
const least: Readonly<Record<LibraryKind, string>> = {
  preset: "mode: manual\n",
  rule: "when:\n  select: role:tool_result tokens>4000\n  olderThan: 5\naction:\n  do: compress\n  level: trimmed\n",
  template: "zones: []\n",
};

/** The file's own `name:`, which stands at the left edge; comments and everything else stay as they are. */
export function renamed(text: string, name: string): string {
  const line = /^name:[^\n]*$/m;
  return line.test(text) ? text.replace(line, () => `name: ${name}`) : `name: ${name}\n${text}`;
}
