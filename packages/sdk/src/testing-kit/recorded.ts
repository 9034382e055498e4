import { z } from "zod";
import { DialectId, Pinned, Role, Zone } from "../block.ts";
import type { RequestFacts } from "../plugin/request-facts.ts";
import { requestFor } from "./request-for.ts";
import { block, type TestBlock } from "./test-block.ts";

const RecordedBlock = z.strictObject({
  n: z.int().min(1),
  /** 1-based turn in which it first appeared; `until`: its last one, where it was gone before the end. */
  turn: z.int().min(1),
  until: z.int().min(1).optional(),
  role: Role,
  kind: z.string(),
  tokens: z.int().min(0),
  zone: Zone,
  pinned: Pinned.default(null),
  toolName: z.string().optional(),
  toolId: z.string().optional(),
  filePaths: z.array(z.string()).default([]),
  isError: z.boolean().default(false),
  editable: z.boolean().default(true),
  text: z.string(),
});

const Recording = z.strictObject({
  $comment: z.string().optional(),
  fixture: z.literal(1),
  agent: z.string(),
  dialect: DialectId,
  model: z.string().nullable(),
  limit: z.int().nullable().default(null),
  prices: z.strictObject({ input: z.number(), output: z.number(), cacheRead: z.number() }).nullable().default(null),
  turns: z.int().min(1).max(10_000),
  blocks: z.array(RecordedBlock),
});

/** One request of a recorded conversation: what `runStage` takes. */
export interface RecordedTurn {
  readonly blocks: readonly TestBlock[];
  readonly request: RequestFacts;
}

/** The requests of a conversation that `aperture plugin record` wrote, first to last. Throws where the text is no recording. */
export function recorded(json: string): RecordedTurn[] {
  const { agent, dialect, model, limit, prices, turns, blocks } = Recording.parse(JSON.parse(json));
  return Array.from({ length: turns }, (_, index) => {
    const number = index + 1;
    const seen = blocks
      .filter(({ turn, until }) => turn <= number && (until ?? turns) >= number)
      .map(({ turn, until: _until, toolName, toolId, ...fields }) =>
        block({ ...fields, toolName, toolId, age: number - turn, isFree: number === turn }),
      );
    const facts = { agent, dialect, model, limit, prices, turn: number, cold: number === 1 };
    return { blocks: seen, request: requestFor(seen, facts) };
  });
}
