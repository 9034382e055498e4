import type { DialectEditing } from "@aperture/engine/dialects/editing";
import type { Change } from "@aperture/engine/governor/change";
import { type Emission, type EmissionPart, emissionOf } from "@aperture/engine/governor/emission";
import { inForce } from "@aperture/engine/governor/transitions";
import type { Redaction } from "@aperture/engine/redaction/contract";
import { redactText } from "@aperture/engine/redaction/redact-text";
import { z } from "zod";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import type { CacheOwner } from "./cache-book.ts";

const HOUR = 60 * 60_000;
/** Turns of a lane in which a write is looked for. */
const LOOK_BACK = 8;

/**
 * What a restart must not forget: that the provider still has the lane's last prompt. The blocks are in the turn; this is
 * what is not. One small row per lane.
 */
const Memory = z.object({
  turn: z.int(),
  at: z.int(),
  model: z.string(),
  upstreamHost: z.string(),
  credential: z.string(),
  settings: z.object({ hash: z.string(), place: z.int() }),
  /** Indexes of the client's blocks that a cache mark closes. */
  marks: z.array(z.int()),
  automatic: z.boolean(),
});
export type WarmMemory = z.infer<typeof Memory>;

const nameOf = (lane: number): string => `warm-lane-${lane}`;

export function writeWarmMemory(store: Store, session: number, lane: number, memory: WarmMemory): void {
  store.control.sessionSettings.put(session, nameOf(lane), memory);
}

/** What the lane's last prompt is read with. */
export interface WarmReading {
  /** Of the lane. */
  readonly changes: readonly Change[];
  readonly redactions: readonly Redaction[];
  readonly editing: Pick<DialectEditing, "refuse">;
  readonly hash: (text: string) => string;
  readonly tokensOf: (hash: string, text: { readonly length: number }) => number;
}

/** The lane's last prompt as it left, from the store, and the lifetime that answers told of (ms); null where there is none, or nothing of it can still be cached. */
export function readWarmMemory(
  store: Store,
  session: number,
  lane: number,
  { changes, redactions, editing, hash, tokensOf }: WarmReading,
): { emission: Emission; original: Emission; owner: CacheOwner; at: number; told: number | null } | null {
  const read = Memory.safeParse(store.control.sessionSettings.get(session, nameOf(lane)));
  if (!read.success) return null;
  const { turn, at, model, upstreamHost, credential, settings, marks, automatic } = read.data;
  const blocks = store.turns.get(turn)?.blocks;
  if (!blocks) return null;
  const records = new Map(store.blocks.many(blocks).map((record) => [record.n, record]));
  const isMarked = new Set(marks);
  const sent = new Map<number, Change>();
  const inserts = new Map<number | null, Change[]>();
  for (const change of changes) {
    if (!inForce(change.state) || change.kind === "redact") continue;
    if (change.kind !== "insert") sent.set(change.block, change);
    else inserts.set(change.anchor, [...(inserts.get(change.anchor) ?? []), change]);
  }
  /** Values are hidden before anything is compared (`promptOf`). */
  const hashOf = (record: BlockRecord): string => {
    if (redactions.length === 0 || editing.refuse(draftOf(record), "redact") !== null) return record.hash;
    const text = store.contents.text(record.hash) ?? "";
    const said = redactText(text, redactions);
    return said === text ? record.hash : hash(said);
  };
  const hashes = new Map([...records.values()].map((record) => [record.n, hashOf(record)]));
  const build = (isChanged: boolean): Emission => {
    const parts: EmissionPart[] = [];
    const add = (anchor: number | null): void => {
      for (const { hash, block, tokens } of (isChanged && inserts.get(anchor)) || [])
        parts.push({ key: "insert", hash, block, tokens, mark: false });
    };
    for (let index = 0; index <= blocks.length; index++) {
      if (index === settings.place) {
        add(null);
        parts.push({ key: "settings", hash: settings.hash, block: 0, tokens: 0, mark: false });
      }
      const record = records.get(blocks[index] ?? -1);
      if (!record) continue;
      const change = isChanged ? sent.get(record.n) : undefined;
      const tokens =
        change?.tokens ?? record.meta.tokens ?? tokensOf(record.hash, store.contents.start(record.hash) ?? "");
      parts.push({
        key: record.key,
        hash: change?.hash ?? hashes.get(record.n)!,
        block: record.n,
        tokens,
        mark: isMarked.has(index),
      });
      add(record.n);
    }
    return emissionOf(model, parts, automatic);
  };
  const owner = { upstreamHost, credential, model };
  return { emission: build(true), original: build(false), owner, at, told: toldLifetime(store, lane) };
}

/** As the lane's last writes told (`LiveCache`); null where none did. */
function toldLifetime(store: Store, lane: number): number | null {
  for (const { usage } of store.turns.ofLane(lane, LOOK_BACK)) {
    if (usage && usage.cacheWrite1h > 0) return HOUR;
    if (usage && usage.cacheWrite5m > 0) break;
  }
  return null;
}

/** What the wire's rules look at. */
const draftOf = ({ role, rawHash, meta: { kind, signed } }: BlockRecord) => ({
  role,
  kind,
  keepRaw: rawHash !== null,
  ...(signed ? { signed } : {}),
});
