import type { OperationResult } from "@aperture/sdk";
import type { Intent } from "../view/intent.ts";
import { Latest } from "./latest.svelte.ts";
import { type IntentClient, runIntent, type Targets } from "./run-intent.ts";

/** What would come of an intent, before anything is done. */
export class Preview {
  readonly #client: IntentClient;
  readonly #answer = new Latest<OperationResult>();
  #asked: string | undefined;
  #news = 0;

  constructor(client: IntentClient) {
    this.#client = client;
  }

  get result(): OperationResult | undefined {
    return this.#answer.value;
  }

  get trouble(): string | undefined {
    return this.#answer.trouble;
  }

  /** True where something would be done at all. */
  get isWorthDoing(): boolean {
    const { result } = this;
    return this.trouble === undefined && result !== undefined && result.items.some((item) => item.status !== "refused");
  }

  /** True where doing it at once costs something: then it may as well wait. */
  get costs(): boolean {
    return (this.result?.summary.pending ?? 0) > 0;
  }

  /**
   * Asked again for the same when there is `news`, what was answered before stays on the screen until the new answer comes;
   * without any, nobody is asked.
   */
  async ask(intent: Intent, to: Targets, news = 0): Promise<void> {
    const asked = JSON.stringify([intent, to]);
    if (asked === this.#asked && news === this.#news) return;
    if (asked !== this.#asked) this.#answer.forget();
    this.#asked = asked;
    this.#news = news;
    return this.#answer.read(() => runIntent(this.#client, intent, to, "preview"));
  }

  forget(): void {
    this.#asked = undefined;
    this.#answer.forget();
  }
}
