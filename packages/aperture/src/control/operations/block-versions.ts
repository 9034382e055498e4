import { inForce } from "@aperture/engine/governor/transitions";
import { ApertureError, type BlockVersions } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { ChangeRecord } from "../../store/control-records.ts";
import type { BlockRecord } from "../../store/records.ts";
import { countTokens } from "../look-up/count-tokens.ts";
import { idOf } from "../look-up/ids.ts";
import type { Place } from "../look-up/place.ts";

/** A text that a block once had, or was to have. One operation on a block in several lanes made one version of it. */
export interface Version {
  /** Oldest first; empty for version 0, the client's own text. */
  readonly changes: readonly ChangeRecord[];
  readonly hash: string;
}

/** Every text a block ever had: 0 is the client's, as it is now. Numbers only grow. */
export function versionsOf(store: Store, block: BlockRecord): Version[] {
  const groups = Map.groupBy(store.control.changes.ofBlock(block.n), ({ n, operation, hash }) =>
    operation === null ? `change-${n}` : `${operation}:${hash}`,
  );
  const made = [...groups.values()].map((changes) => ({ changes, hash: changes[0]!.hash }));
  return [{ changes: [], hash: block.hash }, ...made];
}

/** Throws `not_found` with the versions there are. */
export function findVersion(versions: readonly Version[], wanted: number, id: string, place: Place): Version {
  const version = versions[wanted];
  if (version) return version;
  const hint =
    versions.length === 1 ? `${id} has only version 0` : `${id} has the versions 0 to ${versions.length - 1}`;
  throw new ApertureError("not_found", { what: `version of ${id}`, id: wanted, hint, ...place });
}

export function versionViews(store: Store, block: BlockRecord): BlockVersions {
  const versions = versionsOf(store, block);
  const isChanged = versions.some(({ changes }) => changes.some(({ state }) => inForce(state)));
  const model = store.sessions.get(block.session)?.model ?? null;
  return {
    block: idOf("block", block.n),
    versions: versions.map(({ changes }, version) => {
      const first = changes[0];
      if (!first)
        return {
          version,
          kind: block.origin === "client" ? "original" : "insert",
          level: "original",
          actor: block.origin,
          reason: null,
          at: new Date(block.at).toISOString(),
          state: isChanged ? "kept" : "applied",
          tokens: countTokens(store, model, [block]).get(block.n)?.tokens ?? 0,
          sent: !isChanged && block.origin === "client",
          change: null,
        };
      const shown = changes.find(({ state }) => inForce(state)) ?? changes.at(-1)!;
      return {
        version,
        kind: first.kind,
        level: first.level,
        actor: first.actor,
        reason: first.reason,
        at: new Date(first.createdAt).toISOString(),
        state: shown.state,
        tokens: first.tokens,
        sent: inForce(shown.state),
        change: idOf("change", shown.n),
      };
    }),
  };
}
