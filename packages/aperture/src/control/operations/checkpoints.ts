import {
  ApertureError,
  type Checkpoint,
  type CheckpointDiff,
  type OperationResult,
  type RestoreCheckpoint,
} from "@aperture/sdk";
import type { z } from "zod";
import type { BlockSettings, CheckpointRecord } from "../../store/control-records.ts";
import { findNumbered } from "../look-up/find-numbered.ts";
import { hideValues } from "../look-up/hide-values.ts";
import { idOf } from "../look-up/ids.ts";
import { sessionAsked } from "../look-up/session-asked.ts";
import { carryOut } from "./carry-out.ts";
import { decisionsNow, describeDecisions, SavedDecisions } from "./checkpoint-decisions.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { LaneReader } from "./lane-reader.ts";
import type { Wish } from "./wish.ts";

const viewOf = (checkpoint: CheckpointRecord): Checkpoint => {
  const { changes, settings } = SavedDecisions.parse(checkpoint.decisions);
  return {
    id: idOf("checkpoint", checkpoint.n),
    sessionId: idOf("session", checkpoint.session),
    name: checkpoint.name,
    at: new Date(checkpoint.at).toISOString(),
    decisions: changes.length + settings.length,
  };
};

const find = ({ store }: OperationContext, id: string): CheckpointRecord =>
  findNumbered("checkpoint", id, (n) => store.control.checkpoints.get(n));

/** Newest first. */
export function listCheckpoints({ store }: OperationContext, name: string | undefined): Checkpoint[] {
  const session = sessionAsked(store, name);
  return session ? store.control.checkpoints.ofSession(session.n).toReversed().map(viewOf) : [];
}

export function saveCheckpoint(
  { store, now }: OperationContext,
  { session: asked, name }: { session?: string | undefined; name: string },
): Checkpoint {
  const session = sessionAsked(store, asked);
  if (!session) throw new ApertureError("no_session");
  const decisions = decisionsNow(new LaneReader(store, session));
  const shown = hideValues(store, session.n, name);
  return store.transaction(() => {
    const saved = store.control.checkpoints.insert({
      session: session.n,
      name: shown,
      at: now(),
      decisions,
      hashes: decisions.changes.map(({ hash }) => hash),
    });
    const [sessionId, checkpoint] = [idOf("session", session.n), idOf("checkpoint", saved.n)];
    store.events.append("checkpoint-saved", { sessionId, checkpoint, name: shown });
    return viewOf(saved);
  });
}

export function removeCheckpoint(context: OperationContext, id: string): void {
  const { n } = find(context, id);
  context.store.transaction(() => context.store.control.checkpoints.remove(n));
}

/** Blocks that are decided about otherwise, `to` being the session as it is now by default. */
export function diffCheckpoint(context: OperationContext, id: string, to: string | undefined): CheckpointDiff {
  const { store } = context;
  const checkpoint = find(context, id);
  const other = to === undefined ? undefined : find(context, to);
  if (other && other.session !== checkpoint.session) {
    const reason = `${to} is of ${idOf("session", other.session)}, ${id} of ${idOf("session", checkpoint.session)}`;
    throw new ApertureError("other_session", { reason, parameter: "to" });
  }
  const session = store.sessions.get(checkpoint.session)!;
  const before = describeDecisions(SavedDecisions.parse(checkpoint.decisions));
  const after = describeDecisions(
    other ? SavedDecisions.parse(other.decisions) : decisionsNow(new LaneReader(store, session)),
  );
  const untouched = "as the client sent it";
  const blocks = [...new Set([...before.keys(), ...after.keys()])].flatMap((block) => {
    const [from, then] = [before.get(block) ?? untouched, after.get(block) ?? untouched];
    return from === then ? [] : [{ block, from, to: then }];
  });
  return { from: id, to: to ?? "now", blocks };
}

/** Makes the changes it takes to have the saved decisions again, as one operation. Blocks the client dropped since stay out. */
export async function restoreCheckpoint(
  context: OperationContext,
  id: string,
  input: z.output<typeof RestoreCheckpoint>,
  call: Call,
): Promise<OperationResult> {
  const { store } = context;
  const checkpoint = find(context, id);
  const session = store.sessions.get(checkpoint.session)!;
  const lanes = new LaneReader(store, session);
  const saved = SavedDecisions.parse(checkpoint.decisions);
  const now = decisionsNow(lanes);

  const changes = new Map(
    [...now.changes, ...saved.changes].map((change) => [`${change.lane}:${change.block}`, change]),
  );
  const wanted = new Map(saved.changes.map((change) => [`${change.lane}:${change.block}`, change]));
  const changeWishes = [...changes].flatMap(([key, pair]): Wish[] =>
    lanes.wishFor(pair, (record) => {
      const change = wanted.get(key);
      const isOther = change && change.originalHash !== null && change.originalHash !== record.hash;
      return !change || isOther ? null : change;
    }),
  );
  const settings = new Map<number, BlockSettings>();
  for (const { block } of now.settings) settings.set(block, { block, session: session.n, pinned: null, zone: null });
  for (const each of saved.settings) settings.set(each.block, { ...each, session: session.n });
  const set = Object.fromEntries(
    [...settings.values()].map(({ block, pinned, zone }) => [idOf("block", block), { pinned, zone }]),
  );
  return carryOut(context, {
    kind: "checkpoint",
    session,
    input: { checkpoint: id, name: checkpoint.name, settings: set },
    how: input,
    call,
    isSingle: false,
    wishes: [...changeWishes, ...[...settings.values()].flatMap((each) => lanes.settingsWish(each))],
  });
}
