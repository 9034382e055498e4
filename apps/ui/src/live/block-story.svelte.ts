import type { ApertureClient, Block, BlockDiff, BlockVersions, Note } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import { applyUnifiedDiff } from "../view/unified-diff.ts";
import { Latest } from "./latest.svelte.ts";

export type StoryClient = Pick<ApertureClient, "block"> & {
  readonly control: Pick<ControlClient, "diff" | "versions" | "notes">;
};

interface Story {
  readonly block: Block;
  readonly diff: BlockDiff;
  readonly versions: BlockVersions["versions"];
  readonly notes: readonly Note[];
}

/** One block whole: what the client said, what is sent or would be, who made it so, and what people noted. */
export class BlockStory {
  readonly #client: StoryClient;
  readonly #story = new Latest<Story>();
  #id: string | undefined;

  constructor(client: StoryClient) {
    this.#client = client;
  }

  /** Read again for the same block, what was there stays until the new one comes. */
  load(id: string): Promise<void> {
    if (id !== this.#id) this.#story.forget();
    this.#id = id;
    return this.#story.read(async () => {
      const { control } = this.#client;
      const [block, diff, { versions }, { notes }] = await Promise.all([
        this.#client.block(id),
        control.diff(id),
        control.versions(id),
        control.notes(id),
      ]);
      return { block, diff, versions, notes };
    });
  }

  get block(): Block | undefined {
    return this.#story.value?.block;
  }

  get trouble(): string | undefined {
    return this.#story.trouble;
  }

  /** From the client's text to what is sent, or waits. */
  get diff(): string {
    return this.#story.value?.diff.diff ?? "";
  }

  get versions(): BlockVersions["versions"] {
    return this.#story.value?.versions ?? [];
  }

  get notes(): readonly Note[] {
    return this.#story.value?.notes ?? [];
  }

  /** What the diff leads to: the text that is sent, or that waits. The client's own where nothing was done. */
  get sentText(): string {
    const { block, diff } = this;
    if (!block) return "";
    // A text that the client replaced between two readings: its own is shown until the next one.
    return applyUnifiedDiff(block.content, diff) ?? block.content;
  }
}
