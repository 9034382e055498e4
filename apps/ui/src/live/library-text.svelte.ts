import type { LibraryItem, LibraryKind, YamlProblem } from "@aperture/sdk";
import { ApiError } from "@aperture/sdk/client";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { describeError } from "../text/describe-error.ts";
import { yamlProblems } from "../view/yaml-problems.ts";

/** A file of the library while somebody writes it. */
export class LibraryText {
  text = $state("");
  /** What keeps it from being used, by line and column. */
  problems: readonly YamlProblem[] = $state.raw([]);
  /** Keys that nobody knows. */
  warnings: readonly YamlProblem[] = $state.raw([]);
  trouble: string | undefined = $state();
  said: string | undefined = $state();
  /** It was to be saved, and was not for its problems. */
  isRefused = $state(false);
  /** Somebody else wrote the file meanwhile. */
  isOverwritten = $state(false);
  busy = $state(false);
  #saved = $state("");
  #checked = $state("");
  #etag: string | undefined;
  readonly kind: LibraryKind;
  readonly name: string;
  readonly #client: Pick<LibraryClient, "write" | "get">;

  constructor(client: Pick<LibraryClient, "write" | "get">, kind: LibraryKind, name: string) {
    this.#client = client;
    this.kind = kind;
    this.name = name;
  }

  get isChanged(): boolean {
    return this.text !== this.#saved;
  }

  /** Problems and unknown keys are those of the text as it is. */
  get isChecked(): boolean {
    return this.text === this.#checked;
  }

  /** The file was read: a text that somebody is writing goes on, and is only said to be of an older one. */
  take(item: Pick<LibraryItem, "text" | "etag" | "warnings" | "trouble">): void {
    if (item.etag === this.#etag) return;
    if (this.#etag !== undefined && this.isChanged) {
      this.isOverwritten = true;
      return;
    }
    this.#begin(item);
  }

  /** Throws away what was written, for the file as it is now. */
  async discard(): Promise<void> {
    await this.#work(async () => this.#begin(await this.#client.get(this.kind, this.name)));
  }

  /** Asks what is wrong with what was typed; writes nothing, and leaves what it cannot learn to whoever saves. Never rejects. */
  async check(): Promise<void> {
    const asked = this.text;
    try {
      const {
        problems = [],
        trouble,
        warnings,
      } = await this.#client.write(this.kind, this.name, { text: asked, dryRun: true });
      // It was typed on, or saved meanwhile, which says more.
      if (this.text !== asked || this.busy || this.isChecked) return;
      this.problems = problems.length > 0 || trouble === null ? problems : [trouble];
      this.warnings = warnings;
      this.isRefused = false;
    } catch {
      if (this.text !== asked) return;
    }
    this.#checked = asked;
  }

  async save(): Promise<boolean> {
    this.said = undefined;
    const sent = this.text;
    const isDone = await this.#work(async () => {
      this.#checked = sent;
      const item = await this.#client.write(this.kind, this.name, {
        text: sent,
        ...(this.#etag === undefined ? {} : { etag: this.#etag }),
      });
      // What was typed while it was saved is not saved.
      const typed = this.text === sent ? undefined : this.text;
      this.#begin(item);
      if (typed !== undefined) this.text = typed;
    });
    if (isDone) this.said = "saved";
    return isDone;
  }

  #begin({ text, etag, warnings, trouble }: Pick<LibraryItem, "text" | "etag" | "warnings" | "trouble">): void {
    this.text = text;
    this.#saved = text;
    this.#checked = text;
    this.isRefused = false;
    this.#etag = etag;
    this.warnings = warnings;
    this.problems = trouble ? [trouble] : [];
    this.isOverwritten = false;
  }

  async #work(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.problems = ApiError.is(error) ? yamlProblems(error.problem) : [];
      this.isOverwritten = ApiError.is(error) && error.problem.code === "library_changed";
      this.isRefused = this.problems.length > 0;
      if (this.problems.length === 0) this.trouble = describeError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
