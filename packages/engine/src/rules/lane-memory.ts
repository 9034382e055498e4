import type { SelectorBlock } from "../selectors/selector.ts";
import type { StageBlock } from "../stage/stage.ts";
import type { BlockView } from "./block-view.ts";
import { FixedTerms, type Waiting } from "./fixed-terms.ts";
import type { SplitSelector } from "./split-selector.ts";
import type { TextSearches } from "./text-searches.ts";

/** A block of a lane, as long as its text is the same. */
export interface KnownBlock {
  readonly n: number;
  readonly hash: string;
  /** Turn in which it first appeared. */
  readonly firstTurn: number;
  /** System prompt and tools: what an agent's compaction leaves alone. */
  readonly isFrame: boolean;
  /** Selectors whose fixed terms hold for it. */
  readonly candidates: Candidate[];
  /** Where searching its text stopped, for want of time; null: all of it is decided. */
  waiting: Waiting | null;
  /** Place in the request it was last part of. */
  index: number;
  /** Number of the request it was last part of, in the order they were shown. */
  seen: number;
  /** Tokens it will have once what was last asked for is in force; null where nothing was. */
  expected: number | null;
  /** Levels, by rank, that a cap asked for: the deepest, and the turn it did. */
  capped: { rank: number; turn: number };
  /** Bits of the ranks at which nothing would be gained. */
  barren: number;
}

/** A block that a selector may match. */
export interface Candidate {
  readonly block: KnownBlock;
  /** Number of its selector. */
  readonly selector: number;
  /** Turn in which something was asked for it on the selector's behalf; 0: never. */
  asked: number;
  /** Nothing more will be: done, removed, refused or taken back. */
  isDone: boolean;
}

/** What is known of one selector in a lane; both lists by place in the newest request. */
export interface Matches {
  /** Blocks for which its fixed terms hold. */
  all: Candidate[];
  /** Those of them that are not done. */
  open: Candidate[];
  /** Turn in which what it does once per lane was done; 0: never. */
  once: number;
  /** Blocks of the newest request for which it is not decided, for want of time. */
  waiting: KnownBlock[];
  /** The turn that a rule's moment came in while some waited, and the last one that it is held open for them. */
  moment: { readonly turn: number; until: number } | null;
}

/** Places in the lists of what waits that take as much as one thing remembered. */
const WAITING_PER_THING = 10;

/** One request while its blocks are taken in. */
interface Shown {
  readonly turn: number;
  readonly request: number;
  readonly view: BlockView;
  readonly searches: TextSearches;
}

/** Fewer blocks than this gone is no compaction: a short conversation may have been taken up again. */
const FEWEST_COMPACTED = 4;
/** Blocks that are gone and still remembered, beside as many as there are: they come back when a client rewinds. */
const MOST_GONE = 2_000;

/**
 * What selectors found in the blocks of one lane. Agents resend their history with each turn: what was found is kept, and only blocks that are new,
 * moved or have another text are looked at.
 */
export class LaneMemory {
  readonly matches: readonly Matches[];
  /** By place in the newest request. */
  readonly blocks: KnownBlock[] = [];
  /** True where most of the blocks of the request before the newest turn are gone in it. */
  compacted = false;
  /** Blocks of the newest request whose texts were not searched in time. */
  late = 0;
  readonly #terms: FixedTerms;
  readonly #byNumber = new Map<number, KnownBlock>();
  #turn = 0;
  #requests = 0;
  #candidates = 0;

  constructor(selectors: readonly SplitSelector[]) {
    this.#terms = new FixedTerms(selectors);
    this.matches = selectors.map(() => ({ all: [], open: [], once: 0, waiting: [], moment: null }));
  }

  /** Numbers of the selectors that are searched for no more in this session. */
  passedOver(searches: TextSearches): number[] {
    return this.#terms.passedOver(searches);
  }

  /** Things remembered. */
  get size(): number {
    return this.#byNumber.size + this.#candidates + Math.ceil((this.late * this.matches.length) / WAITING_PER_THING);
  }

  /** Takes the blocks of a request in. What an earlier one had no time for comes first. */
  show(blocks: readonly StageBlock[], turn: number, view: BlockView, searches: TextSearches): void {
    const request = ++this.#requests;
    const same = this.#sameBeginning(blocks);
    const before = same < this.blocks.length ? this.blocks.slice() : null;
    if (before) this.#forgetFrom(same);
    if (this.late > 0) this.#goOn(blocks, same, view, searches);
    for (let index = same; index < blocks.length; index++)
      this.#add(blocks[index]!, index, { turn, request, view, searches });
    // A request that is sent again is the same turn: what was true of it still is.
    if (turn !== this.#turn) this.compacted = before !== null && this.#isCompaction(before, same, request);
    this.#turn = turn;
    if (this.#byNumber.size > this.blocks.length * 2 + MOST_GONE) this.#forgetGone(same, request);
  }

  #sameBeginning(blocks: readonly StageBlock[]): number {
    const most = Math.min(blocks.length, this.blocks.length);
    let same = 0;
    while (same < most && isSame(this.blocks[same]!, blocks[same]!)) same++;
    return same;
  }

  #forgetFrom(index: number): void {
    this.blocks.length = index;
    for (const { all, open } of this.matches) {
      cutFrom(all, index);
      cutFrom(open, index);
    }
  }

  /** Decides what waits of the blocks of the beginning. */
  #goOn(blocks: readonly StageBlock[], same: number, view: BlockView, searches: TextSearches): void {
    this.late = 0;
    for (const matches of this.matches) matches.waiting = [];
    for (let index = 0; index < same; index++) {
      const known = this.blocks[index]!;
      if (!known.waiting) continue;
      for (const candidate of this.#decide(known, view.of(blocks[index]!, index), searches)) {
        const { all, open } = this.matches[candidate.selector]!;
        insert(all, candidate);
        insert(open, candidate);
      }
      this.#noteWaiting(known);
    }
  }

  /** Answers what was found in addition. */
  #decide(known: KnownBlock, shown: SelectorBlock, searches: TextSearches): readonly Candidate[] {
    if (!known.waiting || searches.isOver) return [];
    const { matching, waiting } = this.#terms.decide(shown, searches, known.waiting);
    known.waiting = waiting;
    const found = matching.map((selector) => ({ block: known, selector, asked: 0, isDone: false }));
    known.candidates.push(...found);
    this.#candidates += found.length;
    return found;
  }

  #noteWaiting(known: KnownBlock): void {
    if (!known.waiting) return;
    this.late++;
    for (const selector of known.waiting.selectors) this.matches[selector]!.waiting.push(known);
  }

  #add(block: StageBlock, index: number, { turn, request, view, searches }: Shown): void {
    let known = this.#byNumber.get(block.n);
    if (!known || known.hash !== block.hash) {
      if (known) this.#candidates -= known.candidates.length;
      known = this.#know(block, turn, view.of(block, index), searches);
      this.#byNumber.set(block.n, known);
      this.#candidates += known.candidates.length;
    } else if (known.waiting) this.#decide(known, view.of(block, index), searches);
    known.index = index;
    known.seen = request;
    this.blocks.push(known);
    for (const candidate of known.candidates) {
      const { all, open } = this.matches[candidate.selector]!;
      all.push(candidate);
      if (!candidate.isDone) open.push(candidate);
    }
    this.#noteWaiting(known);
  }

  #know(
    { n, hash, age, role, kind }: StageBlock,
    turn: number,
    shown: SelectorBlock,
    searches: TextSearches,
  ): KnownBlock {
    const { matching, waiting } = this.#terms.decide(shown, searches);
    const candidates: Candidate[] = [];
    const known: KnownBlock = {
      n,
      hash,
      firstTurn: turn - age,
      isFrame: role === "system" || kind === "tool_definition",
      candidates,
      waiting,
      index: 0,
      seen: 0,
      expected: null,
      capped: { rank: 0, turn: 0 },
      barren: 0,
    };
    for (const selector of matching) candidates.push({ block: known, selector, asked: 0, isDone: false });
    return known;
  }

  /** A block with another text is still there: clients clear old results on their own. */
  #isCompaction(before: readonly KnownBlock[], same: number, request: number): boolean {
    let spoken = 0;
    let left = 0;
    for (const [index, { isFrame, n }] of before.entries()) {
      if (isFrame) continue;
      spoken++;
      if (index < same || this.#byNumber.get(n)?.seen === request) left++;
    }
    return spoken >= FEWEST_COMPACTED && left * 2 < spoken;
  }

  #forgetGone(same: number, request: number): void {
    // Those of the beginning that did not change were not looked at.
    for (let index = 0; index < same; index++) this.blocks[index]!.seen = request;
    for (const [n, known] of this.#byNumber) {
      if (known.seen === request) continue;
      this.#byNumber.delete(n);
      this.#candidates -= known.candidates.length;
    }
  }
}

const isSame = (known: KnownBlock, block: StageBlock): boolean => known.n === block.n && known.hash === block.hash;

function cutFrom(list: Candidate[], index: number): void {
  while (list.length > 0 && list[list.length - 1]!.block.index >= index) list.pop();
}

/** Puts what was found later where its block stands. */
function insert(list: Candidate[], candidate: Candidate): void {
  const before = list.findLastIndex(({ block }) => block.index < candidate.block.index);
  list.splice(before + 1, 0, candidate);
}
