import { matchSelector } from "@aperture/engine/selectors/match";
import { ApertureError, type BlocksPage, type BlocksQuery } from "@aperture/sdk";
import { z } from "zod";
import { findLane } from "../../control/look-up/find-lane.ts";
import { findSession } from "../../control/look-up/find-session.ts";
import { idOf, numberOf } from "../../control/look-up/ids.ts";
import {
  type LaneSnapshot,
  newestSnapshot,
  newestTurn,
  preferredLane,
  takeSnapshot,
} from "../../control/look-up/lane-snapshot.ts";
import { readSelector } from "../../control/look-up/read-selector.ts";
import { selectorBlocks } from "../../control/look-up/selector-blocks.ts";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord, LaneRecord, SessionRecord } from "../../store/records.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { blockViews, type Hide } from "./block-view.ts";

/** A live page goes on in the turn it began in: a request that comes between two pages must not shift them. */
const livePlace = z.object({ session: z.int(), turn: z.int(), behind: z.int() });
const allPlace = z.object({ session: z.int(), behind: z.int() });

/** GET /blocks. An empty page with session null before any session was seen. */
export function listBlocks(store: Store, asked: z.output<typeof BlocksQuery>, hide?: Hide): BlocksPage {
  const query: Query = { ...asked, hide };
  const session = sessionOf(store, query);
  if (!session) return { session: null, blocks: [], total: 0, next: null };
  const lane = laneOf(store, session, query.lane);
  return query.scope === "live" ? livePage(store, session, lane, query) : allPage(store, session, query);
}

function sessionOf(store: Store, query: z.output<typeof BlocksQuery>): SessionRecord | undefined {
  if (query.session !== undefined) return findSession(store, query.session);
  if (query.after === undefined) return store.sessions.latest();
  // Another session may have spoken since the first page: the pages stay with the one they began in.
  const { session } = readCursor(`blocks-${query.scope}`, query.after, z.object({ session: z.int() }));
  return store.sessions.get(session);
}

function laneOf(store: Store, session: SessionRecord, id: string | undefined): LaneRecord | undefined {
  const lanes = store.lanes.ofSession(session.n);
  if (id === undefined) return preferredLane(lanes);
  return findLane(session, lanes, id);
}

type Query = z.output<typeof BlocksQuery> & { readonly hide: Hide | undefined };

function livePage(store: Store, session: SessionRecord, lane: LaneRecord | undefined, query: Query): BlocksPage {
  const place = query.after === undefined ? undefined : readCursor("blocks-live", query.after, livePlace);
  if (place && place.session !== session.n) throw new ApertureError("cursor_invalid");
  const turn = place ? store.turns.get(place.turn) : lane && newestTurn(store, lane);
  const turnLane = turn && store.lanes.ofSession(session.n).find((candidate) => candidate.n === turn.lane);
  if (!turn || !turnLane) {
    if (place) throw new ApertureError("cursor_invalid");
    return { session: idOf("session", session.n), blocks: [], total: 0, next: null };
  }
  const snapshot = takeSnapshot(store, turnLane, turn);
  const position = (n: number): number => snapshot.places.get(n)!.position;
  const matching = selected(store, withWords(store, placed(snapshot, query), query), [snapshot], query);
  const rest = place ? matching.filter((n) => position(n) > place.behind) : matching;
  const numbers = rest.slice(0, query.limit);
  const last = rest.length > query.limit ? numbers.at(-1) : undefined;
  const page = store.blocks.many(numbers);
  return {
    session: idOf("session", session.n),
    blocks: viewsOf(store, session, page, [snapshot], query),
    total: matching.length,
    next:
      last === undefined
        ? null
        : writeCursor("blocks-live", { session: session.n, turn: turn.n, behind: position(last) }),
  };
}

/** Block numbers of the snapshot in the zone and role asked for, in prompt order. */
function placed(snapshot: LaneSnapshot, query: Query): number[] {
  return [...snapshot.places].flatMap(([n, { role, zone }]) =>
    (query.role ?? role) === role && (query.zone ?? zone) === zone ? [n] : [],
  );
}

/** Those whose text holds every word. */
function withWords(store: Store, numbers: number[], { q, hide }: Query): number[] {
  const words = wordsOf(q);
  if (words.length === 0) return numbers;
  return store.blocks.many(numbers).flatMap((block) => (holds(store, block, words, hide) ? [block.n] : []));
}

/** Those the selector means. Throws `invalid_selector`. */
function selectedBlocks(
  store: Store,
  blocks: readonly BlockRecord[],
  snapshots: readonly LaneSnapshot[],
  { select, hide }: Query,
): readonly BlockRecord[] {
  if (select === undefined) return blocks;
  const selector = readSelector(select, { parameter: "select" });
  const asked = selectorBlocks(store, blocks, snapshots, hide);
  return blocks.filter((_, index) => matchSelector(selector, asked[index]!));
}

function selected(store: Store, numbers: number[], snapshots: readonly LaneSnapshot[], query: Query): number[] {
  if (query.select === undefined) return numbers;
  return selectedBlocks(store, store.blocks.many(numbers), snapshots, query).map(({ n }) => n);
}

function allPage(store: Store, session: SessionRecord, query: Query): BlocksPage {
  const place = query.after === undefined ? undefined : readCursor("blocks-all", query.after, allPlace);
  if (place && place.session !== session.n) throw new ApertureError("cursor_invalid");
  const lanes = store.lanes.ofSession(session.n);
  const first = preferredLane(lanes);
  const snapshots = [...(first ? [first] : []), ...lanes.filter((lane) => lane !== first)].flatMap(
    (lane) => newestSnapshot(store, lane) ?? [],
  );
  const laneNumber = query.lane === undefined ? undefined : numberOf("lane", query.lane);
  const asked = store.blocks
    .ofSession(session.n)
    .filter((block) => laneNumber === undefined || block.lane === laneNumber)
    .filter((block) => matches(store, block, snapshots, query));
  const matching = selectedBlocks(store, asked, snapshots, query);
  const rest = place ? matching.filter((block) => block.n > place.behind) : matching;
  const page = rest.slice(0, query.limit);
  const last = rest.length > query.limit ? page.at(-1) : undefined;
  return {
    session: idOf("session", session.n),
    blocks: viewsOf(store, session, page, snapshots, query),
    total: matching.length,
    next: last ? writeCursor("blocks-all", { session: session.n, behind: last.n }) : null,
  };
}

function matches(store: Store, block: BlockRecord, snapshots: readonly LaneSnapshot[], query: Query): boolean {
  if (query.role !== undefined && block.role !== query.role) return false;
  if (query.zone !== undefined) {
    const place = snapshots.find((snapshot) => snapshot.places.has(block.n))?.places.get(block.n);
    if ((place?.zone ?? "middle") !== query.zone) return false;
  }
  return holds(store, block, wordsOf(query.q), query.hide);
}

const wordsOf = (q: string | undefined): string[] => q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];

function holds(store: Store, block: BlockRecord, words: readonly string[], hide: Hide | undefined): boolean {
  if (words.length === 0) return true;
  const said = store.contents.text(block.hash) ?? "";
  // What may not be read may not be guessed, letter by letter, either.
  const text = (hide ? hide(block.session, said) : said).toLowerCase();
  return words.every((word) => text.includes(word));
}

const viewsOf = (
  store: Store,
  session: SessionRecord,
  blocks: readonly BlockRecord[],
  snapshots: readonly LaneSnapshot[],
  query: Query,
) => blockViews(store, blocks, { snapshots, model: session.model, contentLimit: query.contentLimit, hide: query.hide });
