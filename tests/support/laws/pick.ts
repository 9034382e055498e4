import type { BlockRecord } from "@aperture/aperture/store/records";
import { type Json, stringsOf } from "../strict/json.ts";
import type { World } from "./world.ts";

const frames = ["tool_definition"];

/** A block of the newest request or its answer; one in ten may be a tool's definition, the rest what people work on. */
export function aBlock(world: World, at: number): BlockRecord {
  const { blocks, answerBlocks } = world.turn;
  const all = world.store.blocks.many([...new Set([...blocks, ...answerBlocks])]);
  const said = at % 10 === 0 ? all : all.filter(({ meta }) => !frames.includes(meta.kind));
  // What is new is worked on as often as all that is old.
  const from = at % 3 === 0 ? said.slice(-8) : said;
  return from[at % from.length] ?? all[0]!;
}

export const idOf = ({ n }: { readonly n: number }): string => `block-${n}`;

/** A value that is worth hiding and occurs: not in what the client never lets go through us, nor in a name. */
export function aValue(world: World, at: number): string | undefined {
  const { turn, store } = world;
  const blocks = store.blocks.many(turn.blocks).filter(({ meta }) => !frames.includes(meta.kind));
  const from = blocks[at % blocks.length]!;
  const said = store.contents.text(from.hash) ?? "";
  const text = from.role === "tool_use" ? stringsOf(JSON.parse(said) as Json).join("\n") : said;
  const words = text.match(/[\w./@-]*[0-9./@_-][\w./@-]*/g)?.filter((word) => word.length >= 6 && word.length < 60);
  const value = words?.[at % words.length];
  return value !== undefined && !world.frameSays(value) ? value : undefined;
}
