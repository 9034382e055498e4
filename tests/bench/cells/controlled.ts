import { setTimeout as sleep } from "node:timers/promises";
import { ApertureClient } from "@aperture/sdk";
import type { Field } from "../contenders.ts";
import { figuresOf } from "../figures.ts";
import type { Timing } from "../send.ts";
import type { Cell, CellResult } from "./cell.ts";
import { measureSingle } from "./single.ts";

const compressed = 200;
const pinned = 20;

/**
 * One growing conversation in which a person compressed 200 tool results and pinned 20, all in force before anything is
 * measured. Who edits has less to send on; whether it did is told by the upstream, request by request.
 */
export async function measureControlled(
  cell: Cell,
  { contenders, api }: Field,
  requests: number,
  run: string,
): Promise<CellResult> {
  const seen = new Set<string>();
  const timings = await measureSingle(cell, contenders, requests, run, {
    results: compressed + pinned + 5,
    unmeasured: 2,
    afterFirst: () => (api === null ? Promise.resolve() : control(new ApertureClient({ baseUrl: api }), seen)),
  });
  const figures = figuresOf(timings);
  return api === null ? { cell, figures } : { cell, figures, edited: editedOf(timings) };
}

/** Compresses and pins in the session that spoke last, one that is not in `seen`. Throws where anything of it is refused. */
async function control(api: ApertureClient, seen: Set<string>): Promise<void> {
  const ids = await recordedResults(api, seen);
  const compress = await api.control.compress({ ids: ids.slice(0, compressed), level: "minimal", apply: "now" });
  const pin = await api.control.pin({ ids: ids.slice(compressed, compressed + pinned), pinned: "top" });
  if (compress.summary.nextRequest !== compressed || pin.summary.recorded !== pinned)
    throw new Error(`refused: ${JSON.stringify([compress.summary, pin.summary])}`);
}

/** Ids of the newest session's tool results, once its first request was recorded. */
async function recordedResults(api: ApertureClient, seen: Set<string>): Promise<string[]> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { session, blocks } = await api.blocks({ role: "tool_result", limit: 1_000, contentLimit: 0 });
    if (session !== null && !seen.has(session) && blocks.length >= compressed + pinned) {
      seen.add(session);
      return blocks.map(({ id }) => id);
    }
    await sleep(50);
  }
  throw new Error("the conversation was not recorded");
}

/** Requests of Aperture's that came to the upstream shorter than direct's, which was the same one. */
function editedOf(timings: ReadonlyMap<string, readonly Timing[]>): NonNullable<CellResult["edited"]> {
  const came = timings.get("direct")!;
  const left = timings.get("aperture")!;
  return {
    requests: left.filter(({ received }, index) => received < came[index]!.received).length,
    sent: left.length,
    bytes: left.at(-1)!.received,
    originalBytes: came.at(-1)!.received,
  };
}
