import type { CellResult, Figures } from "./cells/cell.ts";

export interface Verdict {
  readonly cell: string;
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: "×" | "ms" | "MB" | "of all";
  readonly holds: boolean;
}

export const atMost = (cell: string, what: string, value: number, limit: number, unit: Verdict["unit"]): Verdict => ({
  cell,
  what,
  value,
  limit,
  unit,
  holds: value <= limit,
});

/** The limits that Aperture promises, held against one cell. */
export function verdictsOf(result: CellResult): Verdict[] {
  const list = speedVerdicts(result);
  if (result.recorded) {
    const { turns, sent } = result.recorded;
    const share = {
      cell: result.cell.name,
      what: "turns recorded",
      value: turns / sent,
      limit: 1,
      unit: "of all",
    } as const;
    list.push({ ...share, holds: turns === sent });
  }
  if (result.edited) {
    const { requests, sent } = result.edited;
    const share = {
      cell: result.cell.name,
      what: "left edited",
      value: requests / sent,
      limit: 1,
      unit: "of all",
    } as const;
    list.push({ ...share, holds: requests === sent });
  }
  return list;
}

function speedVerdicts({ cell, figures, memory }: CellResult): Verdict[] {
  if (memory) {
    return [
      atMost(cell.name, "RSS idle", memory.idle, 130, "MB"),
      atMost(cell.name, "RSS after the requests", memory.after, 300, "MB"),
    ];
  }
  const own = figures.aperture;
  const bare = figures["pass-through"];
  const parse = figures["parse+stringify"];
  if (!own || !bare || !parse) return [];
  if (cell.kind === "cold") {
    const ratio = own.added.p50 / parse.added.p50;
    return [atMost(cell.name, "first sight, added ÷ parse+stringify's", ratio, 1.2, "×")];
  }
  if (cell.kind === "parallel") {
    const ratio = own.requestsPerSecond!.p50 / bare.requestsPerSecond!.p50;
    const rate = { cell: cell.name, what: "requests/s ÷ pass-through's", value: ratio, limit: 0.6, unit: "×" } as const;
    return [{ ...rate, holds: ratio >= 0.6 }];
  }
  if (cell.kind === "controlled") return singleVerdicts(cell.name, 3, own, bare);
  return singleVerdicts(cell.name, cell.size <= 10_000 ? 2.5 : 2, own, bare);
}

function singleVerdicts(cell: string, limit: number, own: Figures, bare: Figures): Verdict[] {
  const list: Verdict[] = [];
  // The end of a paced stream is the upstream's 35 timers, whose drift is larger than what any proxy adds.
  if (!cell.endsWith("sse-think")) {
    list.push(atMost(cell, "p50 added ÷ pass-through's", own.added.p50 / bare.added.p50, limit, "×"));
  }
  if (cell.includes("-sse")) {
    list.push(
      atMost(cell, "first event, added ÷ pass-through's", own.addedFirst.p50 / bare.addedFirst.p50, limit, "×"),
    );
  }
  if (own.addedEventP99 !== undefined) list.push(atMost(cell, "delay per event p99", own.addedEventP99, 1, "ms"));
  return list;
}
