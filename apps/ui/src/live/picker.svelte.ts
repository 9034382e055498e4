import type { ApertureClient } from "@aperture/sdk";
import { describeError } from "../text/describe-error.ts";
import type { Selection } from "./selection.svelte.ts";

/** Chooses blocks by a selector: `role:tool_result age>10 tokens>2000`. The API knows the language and finds them. */
export class Picker {
  /** Why nothing was chosen, in words. */
  trouble: string | undefined = $state();
  readonly #client: Pick<ApertureClient, "blocks">;
  readonly #selection: Selection;
  #run = 0;

  constructor(client: Pick<ApertureClient, "blocks">, selection: Selection) {
    this.#client = client;
    this.#selection = selection;
  }

  /** Never rejects. An empty selector chooses nothing; one without a hit says so and leaves the selection. */
  async pick(select: string, where: { session: string; lane: string | undefined }): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    this.trouble = undefined;
    if (select.trim() === "") return this.#selection.clear();
    try {
      const ids = await this.#find(select, where);
      if (run !== this.#run) return;
      if (ids.length > 0) this.#selection.only(ids);
      else this.trouble = "No block is like that";
    } catch (error) {
      if (run === this.#run) this.trouble = describeError(error);
    }
  }

  async #find(select: string, { session, lane }: { session: string; lane: string | undefined }): Promise<string[]> {
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const asked = { session, select, contentLimit: 0, limit: 1_000, ...(lane === undefined ? {} : { lane }) };
      const page = await this.#client.blocks({ ...asked, ...(after === undefined ? {} : { after }) });
      ids.push(...page.blocks.map((block) => block.id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    return ids;
  }
}
