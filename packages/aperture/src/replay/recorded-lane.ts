import type { CacheRules } from "@aperture/engine/governor/prices";
import type { RecordedBlock, RecordedMarks, RecordedRequest } from "@aperture/engine/replay/recorded-request";
import { promptTokens } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";
import type { BlockRecord, LaneRecord, SessionRecord, TurnRecord } from "../store/records.ts";

/** Larger bodies are left out: two of them, and what is made of them, are held at a time. Bytes. */
const LARGEST = 16 << 20;

type LaneStore = Pick<Store, "lanes" | "turns" | "blocks" | "contents">;

/** A lane of a stored session, as it can be replayed. */
export interface RecordedLane {
  readonly session: SessionRecord;
  readonly lane: LaneRecord;
  readonly model: string | null;
  /** The one before the first that counts: what it left in the cache is there; null where the lane begins with that one. */
  readonly before: RecordedRequest | null;
  readonly requests: readonly RecordedRequest[];
  /** Prompt tokens that each of `requests` was billed as, or null. */
  readonly billed: readonly (number | null)[];
  readonly marks: RecordedMarks;
  /** Requests that are too large to be replayed. */
  readonly leftOut: number;
}

/** The newest requests of a lane that reached their provider; null where there is none. Texts are read when they are needed. */
export function readLane(
  store: LaneStore,
  session: SessionRecord,
  lane: LaneRecord,
  most: number,
): RecordedLane | null {
  const ended = store.turns
    .ofLane(lane.n, most + 1)
    .filter((turn) => turn.blocks.length > 0 && wasRead(turn))
    .reverse();
  const turns = ended.filter(({ requestBytes }) => requestBytes <= LARGEST);
  if (turns.length === 0) return null;
  const known = new Map(
    store.blocks
      .many([...new Set(turns.flatMap(({ blocks }) => blocks))])
      .map((record) => [record.n, recordedBlock(store, record)]),
  );
  const requests = turns.map((turn) => requestOf(turn, known));
  const isCut = requests.length > most;
  return {
    session,
    lane,
    model: turns.at(-1)!.model ?? session.model,
    before: isCut ? requests[0]! : null,
    requests: isCut ? requests.slice(1) : requests,
    billed: (isCut ? turns.slice(1) : turns).map(({ usage }) => usage && promptTokens(usage)),
    marks: marksOf(turns),
    leftOut: ended.length - turns.length,
  };
}

/** One that failed before it was billed left nothing in any cache. */
const wasRead = ({ outcome, usage }: TurnRecord): boolean =>
  outcome !== "running" && (outcome !== "failed" || usage !== null);

/** Where the provider writes nothing, nothing was marked: then a replay must not believe in a cache. */
export function withRules({ marks }: Pick<RecordedLane, "marks">, { caching }: CacheRules): RecordedMarks {
  return caching === "automatic" ? null : marks;
}

function marksOf(turns: readonly TurnRecord[]): RecordedMarks {
  const usages = turns.flatMap(({ usage }) => usage ?? []);
  if (usages.some(({ cacheWrite1h }) => cacheWrite1h > 0)) return "1h";
  const isCached = usages.some(({ cacheRead, cacheWrite5m }) => cacheRead > 0 || cacheWrite5m > 0);
  return isCached || usages.length === 0 ? "5m" : null;
}

const requestOf = (
  { number, startedAt, blocks }: TurnRecord,
  known: ReadonlyMap<number, RecordedBlock>,
): RecordedRequest => ({ turn: number, at: startedAt, blocks: blocks.flatMap((n) => known.get(n) ?? []) });

function recordedBlock(store: LaneStore, { n, role, key, hash, turn, meta }: BlockRecord): RecordedBlock {
  const { kind, toolName, toolId, filePaths, isError, signed, tokens } = meta;
  return {
    n,
    role,
    kind,
    key,
    hash,
    turn,
    toolName,
    toolId,
    filePaths,
    isError,
    signed,
    tokens,
    text: () => store.contents.text(hash) ?? "",
  };
}
