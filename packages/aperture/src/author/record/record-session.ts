import type { ApertureClient, Block, Session } from "@aperture/sdk";
import type { Fixture, FixtureBlock } from "../fixture/fixture.ts";
import { createScrubber, type Scrubbed } from "./scrub-text.ts";

export interface Recording {
  readonly fixture: Fixture;
  /** What was replaced, by kind: to be told, never written. */
  readonly scrubbed: Scrubbed;
}

/** A session that a running Aperture knows, as a fixture: its main lane's newest request, and when each block came. `home`: of the user. */
export async function recordSession(
  client: Pick<ApertureClient, "session" | "blocks">,
  id: string,
  home: string | null,
): Promise<Recording> {
  const session = await client.session(id);
  const scrubber = createScrubber({ project: session.project, home });
  const blocks = (await allBlocks(client, session)).map((block, index) =>
    fixtureBlock(block, index + 1, scrubber.text),
  );
  const turns = blocks.reduce((most, { turn }) => Math.max(most, turn), 1);
  return {
    fixture: {
      fixture: 1,
      agent: session.client,
      dialect: session.dialect,
      model: session.model,
      limit: session.contextWindow,
      prices: null,
      turns,
      blocks,
    },
    scrubbed: scrubber.found,
  };
}

async function allBlocks(client: Pick<ApertureClient, "blocks">, { id }: Session): Promise<Block[]> {
  const blocks: Block[] = [];
  let after: string | undefined;
  do {
    const page = await client.blocks({
      session: id,
      limit: 200,
      contentLimit: 1_000_000,
      ...(after === undefined ? {} : { after }),
    });
    blocks.push(...page.blocks);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return blocks;
}

/** Numbers begin at 1: what a conversation is called in somebody's store says nothing to others. */
function fixtureBlock(block: Block, n: number, clean: (text: string) => string): FixtureBlock {
  const { metadata } = block;
  return {
    n,
    turn: metadata.turn,
    role: block.role,
    kind: metadata.kind,
    tokens: block.tokens,
    zone: block.zone,
    pinned: block.pinned,
    ...(metadata.toolName ? { toolName: metadata.toolName } : {}),
    ...(metadata.toolId ? { toolId: metadata.toolId } : {}),
    filePaths: (metadata.filePaths ?? []).map(clean),
    isError: metadata.isError ?? false,
    editable: metadata.signed !== true,
    text: clean(block.content),
  };
}
