import { z } from "zod";
import { Block, Role, Zone } from "../block.ts";

/** GET /api/v1/blocks */
export const BlocksQuery = z.object({
  /** Session id or label; default: the session that spoke last. */
  session: z.string().max(300).optional(),
  /** Lane id; default: the session's main lane. */
  lane: z.string().max(40).optional(),
  zone: Zone.optional(),
  role: Role.optional(),
  /** Words that the text must contain, case-insensitive. */
  q: z.string().max(500).optional(),
  /** Selector: `role:tool_result age>10 tokens>2000 file:src/** text~"…"`. */
  select: z.string().min(1).max(2_000).optional(),
  /** Only the newest request's blocks (default), or every block the session ever had. */
  scope: z.enum(["live", "all"]).default("live"),
  /** Characters of content per block; 0 for none. */
  contentLimit: z.coerce.number().int().min(0).max(1_000_000).default(2_000),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  /** The `next` of the page before. */
  after: z.string().max(1_000).optional(),
});
export type BlocksQuery = Partial<z.output<typeof BlocksQuery>>;

export const BlocksPage = z
  .object({
    /** The session the blocks belong to; null before any was seen. */
    session: z.string().nullable(),
    blocks: z.array(Block),
    /** Blocks that match, over all pages. */
    total: z.int(),
    next: z.string().nullable(),
  })
  .meta({ id: "BlocksPage" });
export type BlocksPage = z.infer<typeof BlocksPage>;
