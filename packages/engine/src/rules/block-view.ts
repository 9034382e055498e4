import type { CompressionLevel, Pinned, Role, Zone } from "@aperture/sdk";
import type { SelectorBlock } from "../selectors/selector.ts";
import type { StageBlock } from "../stage/stage.ts";
import { searchedText } from "./searched-text.ts";

/**
 * A block of the request under way as selectors see it. One view is shown one block after the other, for a request asks of thousands: nobody may
 * keep it.
 */
export class BlockView implements SelectorBlock {
  readonly #turn: number;
  readonly #stalenessAt: (index: number) => number;
  #block: StageBlock | null = null;
  #index = 0;
  #text: string | null = null;

  /** @param turn number of the request @param stalenessAt of the block at a place of the request; only called where it is asked for */
  constructor(turn: number, stalenessAt: (index: number) => number) {
    this.#turn = turn;
    this.#stalenessAt = stalenessAt;
  }

  of(block: StageBlock, index: number): this {
    this.#block = block;
    this.#index = index;
    this.#text = null;
    return this;
  }

  get n(): number {
    return this.#shown.n;
  }
  get role(): Role {
    return this.#shown.role;
  }
  get kind(): string {
    return this.#shown.kind;
  }
  get zone(): Zone {
    return this.#shown.zone;
  }
  get pinned(): Pinned {
    return this.#shown.pinned;
  }
  get level(): CompressionLevel {
    return this.#shown.level;
  }
  get origin(): string {
    return this.#shown.origin;
  }
  get toolName(): string | undefined {
    return this.#shown.toolName;
  }
  get filePaths(): readonly string[] {
    return this.#shown.filePaths;
  }
  get isError(): boolean {
    return this.#shown.isError;
  }
  get tokens(): number {
    return this.#shown.tokens;
  }
  get age(): number {
    return this.#shown.age;
  }
  get turn(): number {
    return this.#turn - this.#shown.age;
  }
  get position(): number {
    return this.#index;
  }
  get staleness(): number {
    return this.#stalenessAt(this.#index);
  }
  /** Of a long text its beginning and end; nothing else is searched by rules and templates. */
  text(): string {
    this.#text ??= searchedText(this.#shown.text);
    return this.#text;
  }

  get #shown(): StageBlock {
    return this.#block!;
  }
}
