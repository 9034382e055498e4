import type { CompressionLevel, Pinned, Role, Zone } from "@aperture/sdk";
import fc from "fast-check";
import type { Intent } from "../../stage/intent.ts";
import type { StageBlock, StageContext } from "../../stage/stage.ts";
import { stageBlock, stageContext } from "../../stage/testing/stage-block.ts";

/** What happens before the next request. Numbers are places, taken modulo what there is. */
export type Event =
  | { readonly is: "say"; readonly role: Role; readonly word: string; readonly size: number }
  | { readonly is: "drop" | "rewrite" | "come-back" | "settle" | "refuse" | "undo"; readonly at: number }
  | { readonly is: "pin"; readonly at: number; readonly pinned: Pinned }
  | { readonly is: "place"; readonly at: number; readonly zone: Zone }
  | { readonly is: "level"; readonly at: number; readonly level: CompressionLevel }
  | { readonly is: "compact" | "resend" | "fork" | "back" | "bypass" }
  | { readonly is: "tokens"; readonly tokens: number; readonly cold: boolean };

const at = fc.nat(60);
const place = <Is extends string>(...is: Is[]) => fc.record({ is: fc.constantFrom(...is), at });

export const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      is: fc.constant("say" as const),
      role: fc.constantFrom<Role>("user", "assistant", "tool_use", "tool_result", "tool_result", "system"),
      word: fc.constantFrom("alpha", "beta", "gamma"),
      size: fc.integer({ min: 1, max: 400 }),
    }),
  },
  { weight: 3, arbitrary: place("settle", "refuse", "undo") },
  { weight: 2, arbitrary: place("drop", "rewrite", "come-back") },
  fc.record({ is: fc.constant("pin" as const), at, pinned: fc.constantFrom<Pinned>("top", "bottom", null) }),
  fc.record({
    is: fc.constant("place" as const),
    at,
    zone: fc.constantFrom<Zone>("primacy", "middle", "recency"),
  }),
  fc.record({
    is: fc.constant("level" as const),
    at,
    level: fc.constantFrom<CompressionLevel>("original", "trimmed", "summarized", "minimal"),
  }),
  fc.record({ is: fc.constantFrom("compact" as const, "resend", "fork", "back", "bypass") }),
  fc.record({ is: fc.constant("tokens" as const), tokens: fc.nat(2_000), cold: fc.boolean() }),
);

interface Said {
  readonly n: number;
  firstTurn: number;
  readonly role: Role;
  readonly size: number;
  text: string;
  pinned: Pinned;
  zone: Zone;
  level: CompressionLevel;
  sent: string | null;
  isPending: boolean;
  readonly editable: boolean;
}

/** Two lanes of a conversation in which everything happens that can happen to blocks between two requests. */
export class RandomConversation {
  #said: Said[] = [];
  #gone: Said[] = [];
  #turn = 0;
  #lane = 1;
  #next = 1;
  #wanted: Intent[] = [];
  #tokens = 500;
  #cold = false;
  #isResent = false;
  #nothingNew = false;
  readonly #other: { said: Said[]; turn: number } = { said: [], turn: 0 };

  happen(event: Event): void {
    if (event.is === "say") this.#say(event);
    else if (event.is === "resend") this.#isResent = true;
    else if (event.is === "bypass") this.#nothingNew = true;
    else if (event.is === "compact") this.#gone = this.#said.splice(0, Math.ceil(this.#said.length * 0.7));
    else if (event.is === "fork") {
      this.#other.said = this.#said.slice(0, this.#said.length >> 1).map((said) => ({ ...said }));
      this.#other.turn = Math.max(this.#other.turn, this.#turn);
    } else if (event.is === "back") this.#switchLane();
    else if (event.is === "tokens") {
      this.#tokens = event.tokens;
      this.#cold = event.cold;
    } else if ("at" in event) this.#toOne(event);
  }

  /** The next request. */
  request(): { blocks: StageBlock[]; context: StageContext } {
    if (!this.#isResent || this.#turn === 0) this.#turn++;
    for (const said of this.#said) said.firstTurn = Math.min(said.firstTurn, this.#turn);
    const nothingNew = this.#nothingNew;
    this.#isResent = this.#nothingNew = false;
    const { tokens } = this;
    const context = stageContext({
      lane: this.#lane,
      turn: this.#turn,
      tokens,
      limit: tokens % 7 === 0 ? null : 1_000,
      cold: this.#cold,
      nothingNew,
    });
    return { blocks: this.#said.map((said, position) => this.#blockOf(said, position)), context };
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** What a stage wanted of it waits until it is settled, refused or forgotten. */
  want(intents: readonly Intent[]): void {
    this.#wanted = intents.filter(({ kind }) => kind !== "zone" && kind !== "pin");
    for (const intent of this.#wanted) {
      const said = "block" in intent ? this.#said.find(({ n }) => n === intent.block) : undefined;
      if (said) said.isPending = true;
    }
  }

  #say({ role, word, size }: Extract<Event, { is: "say" }>): void {
    const n = this.#next++;
    this.#said.push({
      ...{ n, firstTurn: this.#turn + 1, role, size, text: `${word} ${n} ${"x".repeat(size)}`, pinned: null },
      ...{ zone: "middle", level: "original", sent: null, isPending: false, editable: n % 9 !== 0 },
    });
  }

  #toOne(event: Extract<Event, { at: number }>): void {
    if (event.is === "come-back") {
      const said = this.#gone.pop();
      if (said) this.#said.splice(event.at % (this.#said.length + 1), 0, said);
      return;
    }
    const place = event.at % (this.#said.length || 1);
    const said = this.#said[place];
    if (!said) return;
    if (event.is === "drop") this.#gone.push(...this.#said.splice(place, 1));
    else if (event.is === "rewrite") said.text += "!";
    else if (event.is === "pin") said.pinned = event.pinned;
    else if (event.is === "place") said.zone = event.zone;
    else if (event.is === "level") said.level = event.level;
    else if (event.is === "undo") {
      said.level = "original";
      said.sent = null;
    } else {
      said.isPending = false;
      const intent = this.#wanted.find((wanted) => "block" in wanted && wanted.block === said.n);
      if (event.is === "refuse" || !intent) return;
      said.level = intent.kind === "compress" ? intent.level : intent.kind === "remove" ? "minimal" : "original";
      said.sent = "text" in intent && intent.text !== undefined ? intent.text : "gone";
    }
  }

  #switchLane(): void {
    const { said, turn } = this.#other;
    this.#other.said = this.#said;
    this.#other.turn = this.#turn;
    this.#said = said;
    this.#turn = turn;
    this.#lane = 3 - this.#lane;
    this.#gone = [];
  }

  #blockOf(said: Said, position: number): StageBlock {
    const { n, role, text, pinned, zone, level, isPending, editable, size } = said;
    const sent = said.sent ?? text;
    return stageBlock({
      ...{ n, role, kind: role === "system" ? "text" : role, text, hash: `${text.length} ${text.slice(0, 12)}` },
      ...{ toolName: n % 2 === 0 ? "Bash" : "Read", toolId: `call-${n >> 1}`, filePaths: [`src/${n % 3}.ts`] },
      ...{ isError: n % 5 === 0, tokens: sent.length / 4, originalTokens: size, position, editable },
      ...{ pinned, zone, level, isPending, sent, age: this.#turn - said.firstTurn },
    });
  }
}
