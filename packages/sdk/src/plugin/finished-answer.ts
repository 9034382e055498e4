import type { Role } from "../block.ts";
import type { RequestFacts } from "./request-facts.ts";

/** What a model answered, once it is whole and stored. `text` only for plugins that may read content. */
export type FinishedAnswer = {
  /** `turn-1` */
  readonly turn: string;
  readonly outcome: string;
  readonly stopReason: string | null;
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly duration: number | null;
  readonly usage: RequestFacts["lastUsage"];
  readonly blocks: readonly {
    readonly id: string;
    readonly role: Role;
    readonly kind: string;
    readonly toolName: string | null;
    /** Characters of the whole text. */
    readonly length: number;
    readonly text?: string;
  }[];
};
