import type { Compress, EarlierRead } from "@aperture/engine/compression/contract";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import { countTokens } from "../look-up/count-tokens.ts";
import { idOf } from "../look-up/ids.ts";
import type { LaneSnapshot } from "../look-up/lane-snapshot.ts";
import type { Target } from "./wish.ts";

/** Earlier reads of the same file that are compared: more are rare, and each costs a text. */
const mostEarlier = 6;

/** A lane's blocks by what links them. */
interface Links {
  /** Calls by the id that pairs them with their results. */
  readonly calls: ReadonlyMap<string, BlockRecord>;
  /** Results by the path they were read from, in prompt order. */
  readonly reads: ReadonlyMap<string, readonly BlockRecord[]>;
}

/** What the levels may know of a block; a lane's links are read once, and only where a tool's result needs them. */
export class CompressInputs {
  readonly #store: Store;
  readonly #links = new Map<LaneSnapshot, Links>();

  constructor(store: Store) {
    this.#store = store;
  }

  of({ block, lane }: Target, keep: readonly string[] | undefined): Parameters<Compress>[1] {
    const { toolName, toolId, filePaths, isError } = block.meta;
    const store = this.#store;
    const links = block.role === "tool_result" ? this.#linksOf(lane) : undefined;
    const call = toolId === undefined ? undefined : links?.calls.get(toolId);
    return {
      id: idOf("block", block.n),
      text: store.contents.text(block.hash) ?? "",
      tokens: countTokens(store, lane.turn.model, [block]).get(block.n)?.tokens ?? 0,
      role: block.role,
      toolName,
      filePaths,
      isError,
      keep,
      toolInput: call && store.contents.text(call.hash),
      earlier: links && this.#earlier(links, block, lane),
    };
  }

  /** What is still sent of earlier reads of the same files, the nearest first. */
  #earlier(links: Links, block: BlockRecord, lane: LaneSnapshot): EarlierRead[] {
    const position = (n: number): number => lane.places.get(n)?.position ?? -1;
    const before = (block.meta.filePaths ?? [])
      .flatMap((path) => links.reads.get(path) ?? [])
      .filter((other) => other.n !== block.n && position(other.n) < position(block.n))
      .slice(-mostEarlier)
      .reverse();
    return before.flatMap((other) => {
      const { pending, inForce } = lane.decisions.get(other.n) ?? {};
      const change = pending ?? inForce;
      if (change?.kind === "remove" || change?.level === "minimal") return [];
      const text = this.#store.contents.text(change?.hash ?? other.hash);
      return text === undefined ? [] : [{ id: idOf("block", other.n), text }];
    });
  }

  #linksOf(lane: LaneSnapshot): Links {
    const known = this.#links.get(lane);
    if (known) return known;
    const calls = new Map<string, BlockRecord>();
    const reads = new Map<string, BlockRecord[]>();
    for (const block of this.#store.blocks.many([...lane.places.keys()])) {
      const { toolId, filePaths = [] } = block.meta;
      if (block.role === "tool_use" && toolId !== undefined) calls.set(toolId, block);
      if (block.role === "tool_result")
        for (const path of filePaths) reads.set(path, [...(reads.get(path) ?? []), block]);
    }
    const links = { calls, reads };
    this.#links.set(lane, links);
    return links;
  }
}
