import type { Store } from "../store/contract.ts";
import type { SessionBook } from "./session-book.ts";

/** What writing a recording needs from its surroundings. */
export interface RecordingContext {
  readonly store: Store;
  readonly book: SessionBook;
  readonly now: () => number;
  /** Texts that were stored for the first time or changed: they want counting. */
  readonly wantCount: (session: number, hash: string, text: string) => void;
}
