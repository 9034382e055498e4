import type { ContenderName } from "../contenders.ts";
import type { Summary } from "../statistics.ts";

/** One line of the table: what is sent, and how. */
export interface Cell {
  readonly name: string;
  readonly kind: "single" | "controlled" | "parallel" | "cold" | "memory";
  /** Bytes of a body. */
  readonly size: number;
  readonly answer: "json" | "sse";
  /** With a realistic model: 30 ms to the first byte, 2 ms per event. Else everything at once. */
  readonly think: boolean;
}

/** Milliseconds unless said otherwise. `added…`: over direct, pair by pair. */
export interface Figures {
  readonly total: Summary;
  readonly first: Summary;
  readonly added: Summary;
  readonly addedFirst: Summary;
  /** p99 of the time from the upstream's write of an event to its arrival, over direct's p99. Only where events are paced. */
  readonly addedEventP99?: number;
  readonly eventP99?: number;
  readonly requestsPerSecond?: Summary;
}

export interface CellResult {
  readonly cell: Cell;
  readonly figures: Partial<Record<ContenderName, Figures>>;
  /** Requests that Aperture says it recorded, of those sent to it: nothing may be fast by leaving work out. */
  readonly recorded?: { readonly turns: number; readonly sent: number };
  /** Requests that left Aperture edited, of those measured, and what the last one was made from and into. */
  readonly edited?: {
    readonly requests: number;
    readonly sent: number;
    readonly bytes: number;
    readonly originalBytes: number;
  };
  readonly memory?: { readonly idle: number; readonly after: number; readonly peak: number };
}

const sizes: readonly [string, number][] = [
  ["10k", 10_000],
  ["200k", 200_000],
  ["1m", 1_000_000],
];

/** Everything the bench measures, in the order of the table. */
export function allCells(): Cell[] {
  const cells: Cell[] = [];
  const add = (kind: Cell["kind"], label: string, size: number, answer: Cell["answer"], think = false) =>
    cells.push({ name: `${kind}-${label}-${answer}${think ? "-think" : ""}`, kind, size, answer, think });
  for (const [label, size] of sizes) for (const answer of ["json", "sse"] as const) add("single", label, size, answer);
  for (const [label, size] of sizes) add("single", label, size, "sse", true);
  add("single", "200k", 200_000, "json", true);
  for (const [label, size] of sizes.slice(1))
    for (const answer of ["json", "sse"] as const) add("controlled", label, size, answer);
  for (const [label, size] of sizes) {
    for (const answer of ["json", "sse"] as const) add("parallel", label, size, answer);
  }
  add("parallel", "200k", 200_000, "sse", true);
  add("cold", "1m", 1_000_000, "json");
  add("memory", "200k", 200_000, "json");
  return cells;
}
